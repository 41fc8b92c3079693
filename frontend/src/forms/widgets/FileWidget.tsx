import { Popover } from '@mantine/core';
import { useRef, useState } from 'react';
import { api, problemOf, queries, useFolder } from '../../api';
import { useFormat, useText, useTranslation } from '../../i18n';
import { Button, Icon } from '../../ui';
import css from '../forms.module.css';
import type { WidgetProps } from '../scope';
import { useDraft } from '../useDraft';

const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');

const fits = (name: string, endings: readonly string[]): boolean =>
  endings.length === 0 || endings.some((ending) => name.toLowerCase().endsWith(ending.toLowerCase()));

/** A file of the workspace: typed, chosen from its folders, or brought from this computer. */
export function FileWidget({ field, value, label, inputId, invalid, describedBy, onChange }: WidgetProps) {
  const { t } = useTranslation();
  const text = useText();
  const [open, setOpen] = useState(false);
  const saving = field.ui.mode === 'save';
  const path = typeof value === 'string' ? value : '';
  const endings = field.ui.endings ?? [];
  const draft = useDraft(path, (typed) => {
    const clean = typed.trim().replaceAll('\\', '/').replace(/^\.?\/+/, '');
    const ending = endings[0];
    const named = saving && clean !== '' && ending !== undefined && !/\.[^./]+$/.test(clean) ? clean + ending : clean;
    if (named === path) draft.setText(path);
    else onChange(named);
  });
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" withinPortal trapFocus returnFocus>
      <Popover.Target>
        <div className={css.fileBox}>
          <input
            id={inputId}
            type="text"
            autoComplete="off"
            spellCheck={false}
            className={css.input}
            title={path}
            aria-label={label}
            aria-invalid={invalid}
            aria-describedby={describedBy}
            placeholder={
              text(field.ui.placeholder) || t(saving ? 'forms.file.placeholder_save' : 'forms.file.placeholder_open')
            }
            {...draft.inputProps}
          />
          <button
            type="button"
            className={css.inInput}
            aria-label={`${t(saving ? 'forms.file.folder' : 'forms.file.browse')}: ${label}`}
            title={t(saving ? 'forms.file.folder' : 'forms.file.browse')}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            <Icon name="folder" size={14} />
          </button>
        </div>
      </Popover.Target>
      <Popover.Dropdown p={0}>
        {open && (
          <FileBrowser
            path={path}
            endings={endings}
            saving={saving}
            onChoose={(chosen) => {
              setOpen(false);
              if (chosen !== path) onChange(chosen);
            }}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

interface FileBrowserProps {
  path: string;
  endings: readonly string[];
  saving: boolean;
  onChoose: (path: string) => void;
}

function FileBrowser({ path, endings, saving, onChoose }: FileBrowserProps) {
  const { t } = useTranslation();
  const text = useText();
  const format = useFormat();
  const [folder, setFolder] = useState(folderOf(path));
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const listing = useFolder(folder);
  const entries = (listing.data?.entries ?? [])
    .filter((entry) => entry.kind === 'folder' || fits(entry.name, endings))
    .sort((a, b) => Number(b.kind === 'folder') - Number(a.kind === 'folder') || a.name.localeCompare(b.name, 'ru'));
  const parts = folder === '' ? [] : folder.split('/');

  const upload = async (file: File): Promise<void> => {
    setSending(true);
    setFailure(null);
    try {
      const sent = await api.upload(folder === '' ? file.name : `${folder}/${file.name}`, file);
      await queries.invalidateQueries({ queryKey: ['files'] });
      onChoose(sent.path);
    } catch (error) {
      setFailure(`${t('forms.file.upload_failed')}. ${text(problemOf(error).text)}`);
    } finally {
      setSending(false);
    }
  };
  const named = path.slice(path.lastIndexOf('/') + 1);

  return (
    <div className={css.filePanel}>
      <nav className={css.crumbs} aria-label={t('forms.file.workspace')}>
        <button type="button" data-autofocus onClick={() => setFolder('')}>
          {t('forms.file.workspace')}
        </button>
        {parts.map((part, index) => (
          <button key={parts.slice(0, index + 1).join('/')} type="button" onClick={() => setFolder(parts.slice(0, index + 1).join('/'))}>
            / {part}
          </button>
        ))}
      </nav>
      <div className={css.dropScroll} style={{ padding: 4 }}>
        {listing.isPending && <div className={css.dropEmpty}>{t('forms.file.loading')}</div>}
        {listing.isError && (
          <div className={css.dropEmpty}>
            <span className={css.bad}>{t('forms.file.failed')}</span> {text(problemOf(listing.error).text)}
          </div>
        )}
        {listing.isSuccess && entries.length === 0 && <div className={css.dropEmpty}>{t('forms.file.empty')}</div>}
        {entries.map((entry) => (
          <button
            key={entry.path}
            type="button"
            className={css.fileRow}
            aria-current={entry.path === path}
            title={entry.name}
            onClick={() => (entry.kind === 'folder' ? setFolder(entry.path) : onChoose(entry.path))}
          >
            <Icon name={entry.kind === 'folder' ? 'folder' : 'file'} size={14} />
            <span className={css.grow}>{entry.name}</span>
            {entry.kind === 'file' && entry.size_bytes !== null && (
              <span className={css.optionEnd}>{format.bytes(entry.size_bytes)}</span>
            )}
            {entry.kind === 'folder' && <Icon name="chevronRight" size={12} />}
          </button>
        ))}
      </div>
      {failure !== null && (
        <div className={css.dropEmpty} role="alert">
          <span className={css.bad}>{failure}</span>
        </div>
      )}
      <div className={css.dropTools}>
        {saving ? (
          <Button
            dense
            disabled={named === '' || folder === folderOf(path)}
            onClick={() => onChoose(folder === '' ? named : `${folder}/${named}`)}
          >
            {t('forms.file.here')}
          </Button>
        ) : (
          <>
            <Button dense icon="upload" disabled={sending} onClick={() => input.current?.click()}>
              {t(sending ? 'forms.file.uploading' : 'forms.file.upload')}
            </Button>
            <input
              ref={input}
              type="file"
              hidden
              accept={endings.join(',')}
              aria-label={t('forms.file.upload')}
              onChange={(event) => {
                const file = event.currentTarget.files?.[0];
                event.currentTarget.value = '';
                if (file !== undefined) void upload(file);
              }}
            />
          </>
        )}
      </div>
      {endings.length > 0 && (
        <div className={css.dropEmpty}>{t('forms.file.endings', { endings: endings.join(', ') })}</div>
      )}
    </div>
  );
}
