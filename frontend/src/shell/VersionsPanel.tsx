import { useState } from 'react';
import { problemOf, useVersions } from '../api';
import { useFormat, useTranslation } from '../i18n';
import { report, setPanes, useWorkspace } from '../state';
import { restoreVersion, showVersion } from '../state/session';
import { Button, Icon, IconButton } from '../ui';
import type { IconName } from '../ui';
import css from './shell.module.css';

const icons: Record<string, IconName> = {
  save: 'check',
  run: 'play',
  publish: 'upload',
  quiet: 'clock',
  outside: 'file',
  restore: 'undo',
};

/** The versions of the open workflow: look at one on the canvas, bring one back. */
export function VersionsPanel() {
  const path = useWorkspace((state) => state.path);
  const shown = useWorkspace((state) => state.shownVersion);
  const versions = useVersions(path);
  const format = useFormat();
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const act = (work: Promise<void>): void => {
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
                    {[t(`shell.versions.reason.${version.reason}`), t('shell.status.nodes', { count: version.nodes })].join(' · ')}
                  </small>
                </span>
                <span>{format.moment(version.created_at)}</span>
              </button>
              {version.number === shown && (
                <div className={css.section}>
                  <Button icon="undo" disabled={busy} data-testid="restore" onClick={() => act(restoreVersion(version.number))}>
                    {t('shell.versions.restore')}
                  </Button>
                </div>
              )}
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
  const { t } = useTranslation();
  if (shown === null) return null;
  return (
    <div className={css.banner} role="status" data-testid="version-banner">
      <Icon name="history" />
      {t('shell.versions.banner', { number: shown })}
      <Button look="quiet" dense onClick={() => void showVersion(null)}>
        {t('shell.versions.back')}
      </Button>
    </div>
  );
}
