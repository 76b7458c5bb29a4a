import { wordsOf, type Sentence } from '@flowdeck/shared'
import { shortenText, shortenValues } from '../ui/shorten.ts'
import { translated } from './t.ts'

/** So much of a value is said in a message, and on a button: all of it stands in the YAML. */
const IN_MESSAGE = 300
const ON_BUTTON = 48

/** Words of the checks in the language of the page; those without a translation stay as they came, but shortened. */
const inLanguage = (said: Sentence | undefined, english: string, most = IN_MESSAGE) =>
  shortenText(said ? wordsOf(shortenValues(said, most), translated) : english)

/** What is wrong, from a problem of the Flow, of an export, of Start, or from a wire that cannot be drawn. */
export const messageOf = ({ message, said }: { message: string; said?: Sentence | undefined }): string =>
  inLanguage(said, message)

/** What a quick fix does. */
export const titleOf = ({ title, said }: { title: string; said?: Sentence | undefined }): string =>
  inLanguage(said, title, ON_BUTTON)

/** What to do about a problem; null when nobody knows. */
export const fixOf = <T extends string | null>({
  fix,
  saidFix,
}: {
  fix: T
  saidFix?: Sentence | undefined
}): T | string => (saidFix ? inLanguage(saidFix, '') : fix)

/** Why an edit is refused. */
export const refusalOf = ({ refused, said }: { refused: string; said: Sentence }): string =>
  inLanguage(said, refused)
