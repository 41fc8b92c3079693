import { useMemo, useState } from 'react';
import { problemOf, useVersions } from '../api';
import type { Version } from '../api';
import { useFormat, useTranslation } from '../i18n';
import { report, setPanes, useDocument, useWorkspace } from '../state';
import { nameVersion, presentDocument, restoreVersion, shownOld, showVersion } from '../state/versions';
import { Button, Icon, IconButton } from '../ui';
import type { IconName } from '../ui';
import { ChangeList } from './ChangeList';
import css from './shell.module.css';

const icons: Record<string, IconName> = {
  save: 'check',
  run: 'play',
  publish: 'upload',
  quiet: 'clock',
  outside: 'file',
  restore: 'undo',
};

type Act = (work: Promise<void>) => void;

/** What can be done with the version on the canvas, and how it differs from the workflow as it is now. */
function ShownVersion({ version, busy, act }: { version: Version; busy: boolean; act: Act }) {
  const { t } = useTranslation();
  const comparison = useWorkspace((state) => state.comparison);
  const drawn = useDocument((document) => document);
  const [naming, setNaming] = useState(false);
  const old = useMemo(() => (comparison === null ? null : shownOld(drawn)), [comparison, drawn]);
  return (
    <div className={css.section}>
      <div className={css.acts}>
        <Button
          dense
          icon="columns"
          aria-pressed={comparison !== null}
          disabled={busy}
          data-testid="compare"
          onClick={() => act(showVersion(version.number, comparison === null))}
        >
          {t('shell.versions.compare')}
        </Button>
        <Button dense icon="undo" disabled={busy} data-testid="restore" onClick={() => act(restoreVersion(version.number))}>
          {t('shell.versions.restore')}
        </Button>
        <IconButton
          dense
          icon="pencil"
          label={t('shell.versions.name')}
          disabled={busy}
          data-testid="name-version"
          onClick={() => setNaming(true)}
        />
      </div>
      {naming && (
        <input
          // Opened by the person's own press, for writing.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          className={css.titleInput}
          defaultValue={version.title ?? ''}
          maxLength={200}
          placeholder={t('shell.versions.nameHint')}
          aria-label={t('shell.versions.name')}
          data-testid="version-name"
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.code === 'Enter' || event.code === 'NumpadEnter') event.currentTarget.blur();
            if (event.code === 'Escape') {
              event.currentTarget.value = version.title ?? '';
              event.currentTarget.blur();
            }
          }}
          onBlur={(event) => {
            const title = event.currentTarget.value.trim();
            setNaming(false);
            if (title !== (version.title ?? '')) act(nameVersion(version.number, title));
          }}
        />
      )}
      {comparison !== null && old !== null && (
        <>
          <h3>{t('shell.versions.since')}</h3>
          <ChangeList old={old} fresh={presentDocument()} comparison={comparison} goTo />
        </>
      )}
    </div>
  );
}

/** The versions of the open workflow: look at one on the canvas, compare, name, bring back. */
export function VersionsPanel() {
  const path = useWorkspace((state) => state.path);
  const shown = useWorkspace((state) => state.shownVersion);
  const versions = useVersions(path);
  const format = useFormat();
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const act: Act = (work) => {
    setBusy(true);
    void work.catch((error: unknown) => report(problemOf(error))).finally(() => setBusy(false));
  };
  return (
    <div className={css.panel} data-testid="versions-panel">
      <div className={css.panelHead}>
        <h2>{t('shell.versions.title')}</h2>
        <IconButton
          icon="cross"
          label={t('shell.closePanel')}
          onClick={() => {
            act(showVersion(null));
            setPanes({ right: 'node' });
          }}
        />
      </div>
      <div className={css.panelBody}>
        {versions.isSuccess && versions.data.length === 0 && (
          <div className={css.section}>
            <p>{t('shell.versions.none')}</p>
          </div>
        )}
        {versions.isError && (
          <div className={css.section}>
            <p>{t('shell.versions.notLoaded')}</p>
          </div>
        )}
        <ul className={css.rowList}>
          {(versions.data ?? []).map((version) => (
            <li key={version.number}>
              <button
                type="button"
                className={css.rowButton}
                aria-pressed={version.number === shown}
                disabled={busy}
                data-testid={`version-${version.number}`}
                onClick={() => act(showVersion(version.number === shown ? null : version.number))}
              >
                <span className={css.muted}>
                  <Icon name={icons[version.reason] ?? 'file'} />
                </span>
                <span>
                  {version.title ?? t('shell.versions.number', { number: version.number })}
                  <small>
                    {[
                      ...(version.title === undefined || version.title === null ? [] : [t('shell.versions.number', { number: version.number })]),
                      t(`shell.versions.reason.${version.reason}`),
                      t('shell.status.nodes', { count: version.nodes }),
                    ].join(' · ')}
                  </small>
                </span>
                <span>{format.moment(version.created_at)}</span>
              </button>
              {version.number === shown && <ShownVersion version={version} busy={busy} act={act} />}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

/** Says that the canvas shows a past version, and leads back. */
export function VersionBanner() {
  const shown = useWorkspace((state) => state.shownVersion);
  const compared = useWorkspace((state) => state.comparison !== null);
  const { t } = useTranslation();
  if (shown === null) return null;
  return (
    <div className={css.banner} role="status" data-testid="version-banner">
      <Icon name="history" />
      {t(compared ? 'shell.versions.comparedBanner' : 'shell.versions.banner', { number: shown })}
      <Button look="quiet" dense onClick={() => void showVersion(null)}>
        {t('shell.versions.back')}
      </Button>
    </div>
  );
}
