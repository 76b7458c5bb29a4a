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
  try {
    return languageOf(localStorage.getItem(STORED), navigator.language)
  } catch {
    return languageOf(null, navigator.language)
  }
}

/** Stores the choice and reads the page again in that language; unsaved edits outlive it as they do any reload. */
export function chooseLanguage(language: Language): void {
  try {
    localStorage.setItem(STORED, language)
  } catch {
    // A forbidden storage cannot keep a choice.
    return
  }
  if (document.documentElement.lang !== language) location.reload()
}
