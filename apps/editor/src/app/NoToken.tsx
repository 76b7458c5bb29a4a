import { t } from '../i18n/t.ts'

/** The page was opened without its access token: everything is refused, so say what to do. */
export function NoToken() {
  return (
    <main className="page">
      <div className="blank" role="alert">
        <img src="./favicon.svg" alt="" width="44" height="44" />
        <h2>{t('This address lacks its access token')}</h2>
        <p>
          {t(
            'Flowdeck can start programs on this computer, so it answers only who has the token. Open the address that it printed when it started: it ends in',
          )}{' '}
          <code className="mono">#t=…</code>
        </p>
      </div>
    </main>
  )
}
