import { browserStorage } from '../ui/storage.ts'

/** The languages that the editor speaks. */
export const LANGUAGES = ['en', 'de'] as const
export type Language = (typeof LANGUAGES)[number]

const STORED = 'flowdeck.language'

/** The stored choice; without one German for a browser that asks for it, and English for everybody else. */
export function languageOf(stored: string | null, preferred: string): Language {
  const chosen = LANGUAGES.find((language) => language === stored)
  return chosen ?? (/^de\b/i.test(preferred) ? 'de' : 'en')
}

/** The language that this browser is to be spoken to. */
export function wantedLanguage(): Language {
  return languageOf(browserStorage.getItem(STORED), navigator.language)
}

/** Stores the choice and reads the page again in that language; unsaved edits outlive it as they do any reload. */
export function chooseLanguage(language: Language): void {
  if (!browserStorage.setItem(STORED, language)) return
  if (document.documentElement.lang !== language) location.reload()
}
