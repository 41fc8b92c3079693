import type { ConnectionLineComponentProps, EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import { useFormat, useTranslation } from '../i18n';
import { useNodeAnalysis, useNodeRun } from '../state';
import { runStore } from '../state/run';
import { selectionStore } from '../state/selection';
import { classes } from '../ui';
import type { FlowEdge, FlowNode } from './flow';
import { countWidth, edgeLine } from './geometry';
import { setCanvas, useCanvas } from './store';
import css from './canvas.module.css';

type LineLook = 'plain' | 'hot' | 'running' | 'stale' | 'broken';

function useLineLook(source: string, target: string, broken: boolean, selected: boolean): LineLook {
  const run = useNodeRun(target);
  const sourceRun = useNodeRun(source);
  const active = runStore((state) => state.active);
  const leads = selectionStore((state) => state.nodes.includes(target));
  const from = useNodeAnalysis(source)?.state;
  const to = useNodeAnalysis(target)?.state;
  if (broken) return 'broken';
  if (active && run?.state === 'running') return 'running';
  if (selected || leads) return 'hot';
  if (active && (run?.state === 'done' || run?.state === 'cached')) return 'plain';
  if (active && run?.state === 'waiting' && sourceRun?.state !== 'done') return 'stale';
  return from === 'done' && (to === 'done' || to === 'disabled') ? 'plain' : 'stale';
}

const nowhere = { from: '', to: '', port: '' };

/** An edge: a right-angled line, the rows that went along it, a plus to put a node into it. */
export const FlowLine = memo(function FlowLine({
  id,
  sourceX,
  sourceY,
  targetX,
  targetY,
  selected,
  data,
}: EdgeProps<FlowEdge>) {
  const format = useFormat();
  const { t } = useTranslation();
  const { from, to, port } = data?.ends ?? nowhere;
  const look = useLineLook(from, to, data?.broken === true, selected === true);
  const drop = useCanvas((state) => state.dropEdge === id);
  const active = runStore((state) => state.active);
  const run = useNodeRun(from);
  const analysis = useNodeAnalysis(from);
  const rows = (active ? run?.rows[port] : undefined) ?? analysis?.rows?.[port];
  const line = edgeLine(
    { x: sourceX, y: sourceY },
    { x: targetX, y: targetY + (data?.shift ?? 0) },
    data?.early === true,
  );
  const count = rows === undefined || data?.counted !== true ? '' : format.count(rows);
  const fits = line.label !== null && (!line.straight || targetX - sourceX >= countWidth(count) - 2);
  return (
    <g className={css.edge} data-look={look} data-drop={drop || undefined} data-mark={data?.mark ?? undefined} data-testid={`edge-${id}`}>
      <path className={css.touch} d={line.path} />
      <path className={classes('react-flow__edge-path', css.line, selected === true && css.chosen)} d={line.path} />
      {look === 'broken' && (
        <path
          className={css.line}
          d={`M${line.middle.x - 5} ${line.middle.y - 5}l10 10M${line.middle.x + 5} ${line.middle.y - 5}l-10 10`}
        />
      )}
      {count !== '' && fits && line.label !== null && (
        <text className={css.count} x={line.label.x} y={line.label.y}>
          {count}
        </text>
      )}
      {look !== 'broken' && (
        <g
          className={css.insert}
          role="button"
          aria-label={t('canvas.insertHere')}
          onClick={(event) => {
            event.stopPropagation();
            setCanvas({
              quickAdd: {
                screen: { x: event.clientX, y: event.clientY },
                at: { x: line.middle.x - 28, y: sourceY - 28 },
                edge: id,
              },
            });
          }}
        >
          <title>{t('canvas.insertHere')}</title>
          <circle cx={line.middle.x} cy={line.middle.y} r="8" />
          <path d={`M${line.middle.x - 3.5} ${line.middle.y}h7M${line.middle.x} ${line.middle.y - 3.5}v7`} />
        </g>
      )}
    </g>
  );
});

/** The line that follows the pointer while an edge is being drawn. */
export function DrawnLine({ fromX, fromY, toX, toY, fromHandle, connectionStatus }: ConnectionLineComponentProps<FlowNode>) {
  const from = { x: fromX, y: fromY };
  const to = { x: toX, y: toY };
  const line = fromHandle.type === 'source' ? edgeLine(from, to, false) : edgeLine(to, from, false);
  return (
    <path
      className={css.drawn}
      data-status={connectionStatus ?? 'free'}
      d={line.path}
    />
  );
}
