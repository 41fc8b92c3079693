import type { PortPlace } from './geometry';

export interface PortPlaceholderProps {
  id: string;
  /** Centre of the port below the top of its box, pixels. */
  y: number;
  type: 'source' | 'target';
}

/** What the canvas measures to know where an edge ends, without anything to take hold of. */
export function PortPlaceholder({ id, y, type }: PortPlaceholderProps) {
  return (
    <i
      className={type}
      data-handleid={id}
      data-handlepos={type === 'source' ? 'right' : 'left'}
      style={{ position: 'absolute', width: 8, height: 8, top: y - 4, [type === 'source' ? 'right' : 'left']: -4 }}
    />
  );
}

/** The placeholders of a whole node. */
export function PortPlaceholders({ inputs, outputs }: { inputs: readonly PortPlace[]; outputs: readonly PortPlace[] }) {
  return (
    <>
      {inputs.map(({ port, y }) => (
        <PortPlaceholder key={`in:${port.id}`} id={port.id} y={y} type="target" />
      ))}
      {outputs.map(({ port, y }) => (
        <PortPlaceholder key={`out:${port.id}`} id={port.id} y={y} type="source" />
      ))}
    </>
  );
}
