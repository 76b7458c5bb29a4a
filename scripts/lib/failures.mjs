import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/** How many lines of the reason are shown: a failed property names its seed and its counterexample in the second and third. */
const REASON = 6

/** A failed test: where, which, and the first lines of why, up to the stack. */
function describeFailure(file, title, why) {
  const lines = stripVTControlCharacters(why ?? '')
    .trim()
    .split('\n')
  const stack = lines.findIndex((text) => /^\s+at /.test(text))
  const reason = lines
    .slice(0, stack === -1 ? REASON : Math.min(stack, REASON))
    .filter((text) => text.trim() !== '')
  return [`${file}: ${title}`, ...reason.map((text) => `    ${text}`)].join('\n')
}

/** The failed tests in a JSON report of vitest, and the files that could not be loaded. */
export function failedInVitest(report, root) {
  return report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name)
    const failed = assertionResults.filter((test) => test.status === 'failed')
    if (status === 'failed' && failed.length === 0) return [describeFailure(file, 'the file', message)]
    return failed.map((test) => describeFailure(file, test.fullName, test.failureMessages[0]))
  })
}

/** The tests of one outcome in a JSON report of Playwright, and why: `unexpected` failed, `flaky` passed when they were tried again. */
export function inPlaywright(report, outcome) {
  const ofSuite = ({ suites = [], specs = [] }) => [
    ...specs.flatMap(({ file, title, tests }) =>
      tests
        .filter(({ status }) => status === outcome)
        .map(({ projectName, results }) =>
          describeFailure(
            `[${projectName}] ${file}`,
            title,
            results.find(({ error }) => error)?.error.message,
          ),
        ),
    ),
    ...suites.flatMap(ofSuite),
  ]
  return report.suites.flatMap(ofSuite)
}
