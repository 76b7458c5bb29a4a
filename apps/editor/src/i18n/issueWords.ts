import { wordsOf, type Sentence } from '@flowdeck/shared'
import { translated } from './t.ts'

/** Words of the checks in the language of the page; those that nobody can translate stay as they came. */
const inLanguage = (said: Sentence | undefined, english: string) =>
  said ? wordsOf(said, translated) : english

/** What is wrong, from a problem of the Flow, of an export, of Start, or from a wire that cannot be drawn. */
export const messageOf = ({ message, said }: { message: string; said?: Sentence | undefined }): string =>
  inLanguage(said, message)

/** What a quick fix does. */
export const titleOf = ({ title, said }: { title: string; said?: Sentence | undefined }): string =>
  inLanguage(said, title)

/** What to do about a problem; null when nobody knows. */
export const fixOf = <T extends string | null>({
  fix,
  saidFix,
}: {
  fix: T
  saidFix?: Sentence | undefined
}): T | string => (saidFix ? wordsOf(saidFix, translated) : fix)

/** Why an edit is refused. */
export const refusalOf = ({ refused, said }: { refused: string; said: Sentence }): string =>
  inLanguage(said, refused)
