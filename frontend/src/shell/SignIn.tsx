import { useState } from 'react';
import { api, problemOf, queries, useSession } from '../api';
import type { Problem } from '../api';
import { useText, useTranslation } from '../i18n';
import { Button } from '../ui';
import { Preferences } from './TopBar';
import css from './shell.module.css';

/** What is seen without a session: a password to give, or how to get the one-time link. */
export function SignIn() {
  const session = useSession();
  const { t } = useTranslation();
  const text = useText();
  const [password, setPassword] = useState('');
  const [failure, setFailure] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const enter = async (): Promise<void> => {
    setBusy(true);
    try {
      await api.signIn(password);
      setFailure(null);
      await queries.resetQueries();
    } catch (error) {
      setFailure(problemOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className={css.failure} data-testid="sign-in">
      <div className={css.corner}>
        <Preferences />
      </div>
      {session.data?.mode === 'password' ? (
        <>
          <h1>{t('shell.signIn.title')}</h1>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void enter();
            }}
          >
            <input
              // The page has this one field: it is what the person came to.
              // oxlint-disable-next-line jsx-a11y/no-autofocus
              autoFocus
              type="password"
              autoComplete="current-password"
              value={password}
              placeholder={t('shell.signIn.password')}
              aria-label={t('shell.signIn.password')}
              data-testid="password"
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            <Button look="primary" type="submit" disabled={busy || password === ''} data-testid="sign-in-button">
              {t('shell.signIn.enter')}
            </Button>
          </form>
          {failure !== null && (
            <p role="alert" className={css.errText}>
              {text(failure.text)}
            </p>
          )}
        </>
      ) : (
        <>
          <h1>{t('shell.signIn.linkTitle')}</h1>
          <p>{t('shell.signIn.linkText')}</p>
          <Button icon="redo" onClick={() => void session.refetch()}>
            {t('shell.signIn.again')}
          </Button>
        </>
      )}
    </main>
  );
}
