import { api, problemOf, queries } from '../api';
import { flushDraft, report } from '../state';

/** Ends the session and shows the sign-in page. */
export async function signOut(): Promise<void> {
  await flushDraft();
  try {
    await api.signOut();
  } catch (error) {
    report(problemOf(error));
    return;
  }
  await queries.invalidateQueries({ queryKey: ['session'] });
}
