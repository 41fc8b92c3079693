import { Handle, Position } from '@xyflow/react';
import type { NodeProps } from '@xyflow/react';
import { memo, useEffect, useRef } from 'react';
import type { PortPlace } from './geometry';
import { CARD } from './geometry';
import type { CardNode } from './flow';
import { titleOf, useBoundParameters, useNodeLook } from './look';
import type { NodeLook, NodeStateName } from './look';
import { PortPlaceholders } from './PortPlaceholder';
import { renameNode } from './actions';
import { setCanvas, useCanvas } from './store';
import { useFormat, useLanguage, useText, useTranslation } from '../i18n';
import { useNodeAnalysis, useNodeRun, useNodeType } from '../state';
import { runStore } from '../state/run';
import { Icon, Tile, classes, hueOf } from '../ui';
import type { IconName } from '../ui';
import css from './canvas.module.css';

const badges: Partial<Record<NodeStateName, { icon: IconName; tone: string }>> = {
  error: { icon: 'bang', tone: 'err' },
  unconfigured: { icon: 'question', tone: 'warn' },
  running: { icon: 'ring', tone: 'accent' },
  queued: { icon: 'dots', tone: 'neutral' },
  stale: { icon: 'clock', tone: 'warn' },
  disabled: { icon: 'off', tone: 'neutral' },
  bypassed: { icon: 'through', tone: 'neutral' },
  pinned: { icon: 'pin', tone: 'accent' },
  done: { icon: 'check', tone: 'ok' },
};

interface PortDotProps {
  node: string;
  place: PortPlace;
  side: 'input' | 'output';
  joined: boolean;
  gone: boolean;
}

function PortDot({ node, place, side, joined, gone }: PortDotProps) {
  const text = useText();
  const { t } = useTranslation();
  const key = `${node}.${place.port.id}`;
  // One subscription gives everything: undefined = nothing is being drawn, null = fits, text = why not.
  const misfit = useCanvas(({ connecting }) =>
    connecting === null
      ? undefined
      : connecting.side === side
        ? connecting.node === node && connecting.port === place.port.id
          ? undefined
          : ('same_direction' as const)
        : (connecting.fits.get(key) ?? null),
  );
  const multiple = side === 'input' && place.port.multiple;
  const title = text(place.port.title);
  const why = misfit === undefined || misfit === null ? '' : `: ${t(`canvas.misfit.${misfit}`)}`;
  const height = multiple ? 20 : 8;
  return (
    <Handle
      id={place.port.id}
      type={side === 'input' ? 'target' : 'source'}
      position={side === 'input' ? Position.Left : Position.Right}
      className={classes(
        css.port,
        joined && css.joined,
        place.port.optional && side === 'input' && css.optional,
        multiple && css.capsule,
        gone && css.gonePort,
        misfit === null && css.fits,
        misfit !== undefined && misfit !== null && css.unfit,
      )}
      style={{ top: place.y, height }}
      title={gone ? t('canvas.portGone', { title }) : `${title}${why}`}
      role="img"
      aria-label={title}
      data-testid={`port-${node}-${place.port.id}`}
      data-side={side}
      isConnectableStart={!gone}
      isConnectableEnd={!gone}
    />
  );
}

/** The stub of an output nobody takes: a plus that asks what comes next.
 *
 * A leftover is never invisible: a side output shows it always, with its row count; the main one under the pointer
 * or while its node is selected.
 */
function FreeOutput({ node, place, main }: { node: string; place: PortPlace; main: boolean }) {
  const format = useFormat();
  const text = useText();
  const { t } = useTranslation();
  const analysed = useNodeAnalysis(node)?.rows?.[place.port.id];
  const run = useNodeRun(node)?.rows[place.port.id];
  const active = runStore((state) => state.active);
  const rows = active ? run : analysed;
  return (
    <button
      type="button"
      className={classes(css.stub, main && css.mainStub, 'nodrag', 'nopan')}
      style={{ top: place.y - 12 }}
      data-testid={`add-after-${node}-${place.port.id}`}
      aria-label={t('canvas.continueFrom', { title: text(place.port.title) })}
      title={t('canvas.continueFrom', { title: text(place.port.title) })}
      tabIndex={-1}
      onClick={(event) => {
        event.stopPropagation();
        setCanvas({
          quickAdd: {
            screen: { x: event.clientX, y: event.clientY },
            at: { x: Number.NaN, y: Number.NaN },
            port: { node, port: place.port.id, side: 'output' },
          },
        });
      }}
    >
      <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
        <path d="M0 12H10" />
        <circle cx="14" cy="12" r="4" />
        <path d="M12.200 12h3.600M14 10.200v3.600" strokeWidth="1" />
      </svg>
      {!main && rows !== undefined && <span className={css.stubCount}>{format.number(rows, 0)}</span>}
    </button>
  );
}

function TitleInput({ node, title }: { node: string; title: string }) {
  const { t } = useTranslation();
  const input = useRef<HTMLTextAreaElement>(null);
  const cancelled = useRef(false);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  return (
    <textarea
      ref={input}
      className={classes(css.titleInput, 'nodrag', 'nopan', 'nowheel')}
      defaultValue={title}
      rows={2}
      maxLength={120}
      aria-label={t('canvas.newTitle')}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.code === 'Enter' || event.code === 'NumpadEnter') event.currentTarget.blur();
        else if (event.code === 'Escape') {
          cancelled.current = true;
          event.currentTarget.blur();
        }
      }}
      onBlur={(event) => {
        if (!cancelled.current) renameNode(node, event.currentTarget.value.trim(), title);
        setCanvas({ renaming: null });
      }}
    />
  );
}

function Label({ id, look, renaming }: { id: string; look: NodeLook; renaming: boolean }) {
  const tone =
    look.state === 'error'
      ? css.errText
      : look.state === 'stale' || look.state === 'unconfigured'
        ? css.warnText
        : look.state === 'running'
          ? css.accentText
          : '';
  return (
    <div className={css.label}>
      {renaming ? (
        <TitleInput node={id} title={look.title} />
      ) : (
        <b
          title={look.title}
          onDoubleClick={(event) => {
            event.stopPropagation();
            setCanvas({ renaming: id });
          }}
        >
          {look.title}
        </b>
      )}
      {look.caption !== '' && (
        <span className={css.caption} title={look.caption}>
          {look.caption}
        </span>
      )}
      <span className={classes(css.result, tone)} title={look.result}>
        {look.result}
      </span>
      {look.rows !== '' && <span className={classes(css.shortResult, tone)}>{look.rows}</span>}
    </div>
  );
}

/** The whole card: its ports and badge, the label that hangs below. */
function WholeCard({ id, data, selected }: NodeProps<CardNode>) {
  const { node, inputs, outputs, joined, gone } = data;
  const look = useNodeLook(node);
  const type = useNodeType(node.type);
  const bound = useBoundParameters(node);
  const renaming = useCanvas((state) => state.renaming === id);
  const text = useText();
  const { t } = useTranslation();
  const badge = badges[look.state];
  const [first, ...others] = outputs;
  const replaced = useCanvas((state) => state.dropNode === id);
  return (
    <div
      className={classes(css.node, selected && css.selected)}
      data-state={look.state}
      data-mark={data.mark ?? undefined}
      data-replaced={replaced || undefined}
      data-testid={`node-${id}`}
      data-node={id}
    >
      <span id={`name-${id}`} className="sr-only">
        {[look.title, data.mark === null ? '' : t(`canvas.mark.${data.mark}`), look.stateWord, look.result]
          .filter((part) => part !== '')
          .join(', ')}
      </span>
      <div className={css.card} style={{ width: CARD, height: CARD }} aria-hidden="true">
        <Tile size={32} category={type?.category} icon={type?.icon} />
        {look.state === 'running' && (
          <span className={css.progress}>
            <i style={{ width: `${Math.round((look.progress ?? 0) * 100)}%` }} />
          </span>
        )}
      </div>
      {badge !== undefined && (
        <span className={classes(css.badge, css[badge.tone])} data-badge={look.state} aria-hidden="true">
          <Icon name={badge.icon} size={10} className={badge.icon === 'ring' ? css.spin : undefined} />
        </span>
      )}
      {data.mark !== null && <span className={css.markWord}>{t(`canvas.mark.${data.mark}`)}</span>}
      {bound.length > 0 && (
        <span
          className={css.diamond}
          title={t('canvas.boundTo', { count: bound.length, names: bound.map((name) => text(name)).join(', ') })}
        />
      )}
      {inputs.map((place) => (
        <PortDot
          key={place.port.id}
          node={id}
          place={place}
          side="input"
          joined={joined.has(`in:${place.port.id}`)}
          gone={gone.has(`in:${place.port.id}`)}
        />
      ))}
      {outputs.map((place) => (
        <PortDot
          key={place.port.id}
          node={id}
          place={place}
          side="output"
          joined={joined.has(`out:${place.port.id}`)}
          gone={gone.has(`out:${place.port.id}`)}
        />
      ))}
      {outputs.length <= 3 &&
        others
          .filter((place) => !joined.has(`out:${place.port.id}`))
          .map((place) => <FreeOutput key={place.port.id} node={id} place={place} main={false} />)}
      {first !== undefined && !joined.has(`out:${first.port.id}`) && !gone.has(`out:${first.port.id}`) && (
        <FreeOutput node={id} place={first} main />
      )}
      <Label id={id} look={look} renaming={renaming} />
    </div>
  );
}

const SQUARES_BELOW = 0.25;

/** A node seen from far away: a square of its category's colour, so that a thousand of them are drawn at once. */
function Square({ id, data, selected }: NodeProps<CardNode>) {
  const type = useNodeType(data.node.type);
  const language = useLanguage();
  return (
    <div className={classes(css.node, css.square, selected && css.selected)} data-testid={`node-${id}`} data-node={id} data-hue={hueOf(type?.category)}>
      <span id={`name-${id}`} className="sr-only">
        {titleOf(data.node, undefined, type, language)}
      </span>
      <PortPlaceholders inputs={data.inputs} outputs={data.outputs} />
    </div>
  );
}

/** A node on the canvas. */
export const NodeCard = memo(function NodeCard(props: NodeProps<CardNode>) {
  const far = useCanvas((state) => state.zoom < SQUARES_BELOW);
  return far ? <Square {...props} /> : <WholeCard {...props} />;
});
