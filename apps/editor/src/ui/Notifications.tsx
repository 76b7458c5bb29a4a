import { useEffect } from 'react'
import { Toaster, toast } from 'sonner'
import { t } from '../i18n/t.ts'
import { toasterIsThere } from './toast.ts'

/** Where notifications appear. */
export function Notifications({ theme }: { theme: 'light' | 'dark' }) {
  // Effects of children run first: the toaster listens by now.
  useEffect(() => toasterIsThere(toast), [])
  return (
    <Toaster
      containerAriaLabel={t('Notifications')}
      position="bottom-center"
      theme={theme}
      offset={44}
      toastOptions={{ className: 'toast' }}
    />
  )
}
