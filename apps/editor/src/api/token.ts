import { tabStorage } from '../ui/storage.ts'

const KEY = 'flowdeck.token'

/**
 * The access token of this tab: taken from `#t=TOKEN` once, kept in `sessionStorage`, and removed from the address
 * so that it is neither bookmarked nor shown. Null when the page was opened without one.
 */
export function takeToken(): string | null {
  const hash = new URLSearchParams(location.hash.replace(/^#/, ''))
  const fresh = hash.get('t')
  if (fresh) {
    // A tab that keeps nothing needs the token in its address, or a reload would lose it.
    if (!tabStorage.setItem(KEY, fresh)) return fresh
    hash.delete('t')
    const rest = hash.toString()
    history.replaceState(null, '', `${location.pathname}${location.search}${rest ? `#${rest}` : ''}`)
  }
  return fresh ?? tabStorage.getItem(KEY)
}

export function currentToken(): string | null {
  return tabStorage.getItem(KEY)
}
