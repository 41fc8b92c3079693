import { useEffect } from 'react';
import { problemOf, queries, useNodeTypes, useSession, whenSignedOut } from '../api';
import { useText, useTranslation } from '../i18n';
import { setCatalogue } from '../state/catalogue';
import { Button } from '../ui';
import { Editor } from './Editor';
import { Home } from './Home';
import { SignIn } from './SignIn';
import { useRoute } from './route';
import css from './shell.module.css';

function Failure({ error, again }: { error: unknown; again: () => void }) {
  const { t } = useTranslation();
  const text = useText();
  const problem = problemOf(error);
  return (
    <main className={css.failure}>
      <h1>{text(problem.text)}</h1>
      {problem.hint !== null && <p>{text(problem.hint)}</p>}
      <Button look="primary" onClick={again}>
        {t('shell.signIn.again')}
      </Button>
    </main>
  );
}

function SignedIn() {
  const route = useRoute();
  const types = useNodeTypes();
  useEffect(() => {
    if (types.data !== undefined) setCatalogue(types.data);
  }, [types.data]);
  // A later failure, when the server is away, must not take the editor off the screen.
  if (types.isError && types.data === undefined) return <Failure error={types.error} again={() => void types.refetch()} />;
  return route.page === 'editor' ? <Editor key={route.path} path={route.path} /> : <Home page={route.page} />;
}

/** The whole app: who is there, then where they are. */
export function App() {
  const session = useSession();
  useEffect(() => {
    whenSignedOut(() => {
      if (queries.getQueryState(['session'])?.fetchStatus !== 'fetching') {
        void queries.invalidateQueries({ queryKey: ['session'] });
      }
    });
  }, []);
  if (session.isPending) return null;
  if (session.isError && session.data === undefined) return <Failure error={session.error} again={() => void session.refetch()} />;
  return session.data?.signed_in === true ? <SignedIn /> : <SignIn />;
}
