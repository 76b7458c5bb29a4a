import { createInstance } from 'i18next'
import en from './en.json'
import { wantedLanguage } from './language.ts'

/** What is put into a text: `{{name}}` takes the value called `name`; `count` also chooses the plural. */
export type Values = Readonly<Record<string, string | number>>

const i18n = createInstance()
void i18n.init({
  lng: 'en',
  fallbackLng: false,
  // The English text is the key, so a dot or a colon in it means nothing.
  keySeparator: false,
  nsSeparator: false,
  // React escapes what it draws.
  interpolation: { escapeValue: false },
  initAsync: false,
  resources: { en: { translation: en } },
})

/**
 * A text of the editor in the language of the page. The English text is the key. Constants of a module may call it
 * once: no module that imports it runs before the language is there.
 */
export const t = (text: string, values?: Values): string =>
  values ? i18n.t(text, { ...values }) : plain(text)

/** Texts without values, as they were last given: looking one up takes as long as drawing what it stands on. */
const known = new Map<string, string>()
function plain(text: string): string {
  let words = known.get(text)
  if (words === undefined) known.set(text, (words = i18n.t(text)))
  return words
}

/**
 * A fixed text that comes from elsewhere (the key table, the checks): translated if it is known, as it is if not. Places
 * for values stay in it.
 */
export const translated = (text: string): string =>
  i18n.exists(text) ? i18n.t(text, { skipInterpolation: true }) : text

/** The language of the page. */
export const currentLanguage = (): string => i18n.language

let locale = 'en'
/** The locale of numbers and times: the browser's own where it is of the language of the page. */
export const currentLocale = (): string => locale

/** Loads the words of the language that is wanted here; English is there already. */
async function loadLanguage(): Promise<void> {
  const language = wantedLanguage()
  document.documentElement.lang = language
  locale = navigator.languages.find((preferred) => preferred.split('-')[0] === language) ?? language
  if (language === 'en') return
  const words = await import('./de.json')
  i18n.addResourceBundle(language, 'translation', words.default)
  await i18n.changeLanguage(language)
}

// Whoever imports `t` waits for this: constants of modules may hold words. Tests and workers have no page, and English.
if (typeof document !== 'undefined') await loadLanguage()
