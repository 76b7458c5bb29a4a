import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/** One line for a failed test: where, which, and the first line of why. */
const line = (file, title, why) =>
  `${file}: ${title}\n    ${
    stripVTControlCharacters(why ?? '')
      .trim()
      .split('\n')[0]
  }`

/** The failed tests in a JSON report of vitest, and the files that could not be loaded. */
export function failedInVitest(report, root) {
  return report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name)
    const failed = assertionResults.filter((test) => test.status === 'failed')
    if (status === 'failed' && failed.length === 0) return [line(file, 'the file', message)]
    return failed.map((test) => line(file, test.fullName, test.failureMessages[0]))
  })
}

/** The tests of one outcome in a JSON report of Playwright, and why: `unexpected` failed, `flaky` passed when they were tried again. */
export function inPlaywright(report, outcome) {
  const ofSuite = ({ suites = [], specs = [] }) => [
    ...specs.flatMap(({ file, title, tests }) =>
      tests
        .filter(({ status }) => status === outcome)
        .map(({ projectName, results }) =>
          line(`[${projectName}] ${file}`, title, results.find(({ error }) => error)?.error.message),
        ),
    ),
    ...suites.flatMap(ofSuite),
  ]
  return report.suites.flatMap(ofSuite)
}
