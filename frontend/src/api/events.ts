import type { ServerEvent } from './types';

export interface EventHandlers {
  onEvent: (event: ServerEvent) => void;
  /** The line is open: the first time (`again` false) or after a break (`again` true). */
  onOpen: (again: boolean) => void;
  onClosed: () => void;
}

const FIRST_DELAY_MS = 500;
const LAST_DELAY_MS = 3000;

function parsed(data: unknown): ServerEvent | null {
  if (typeof data !== 'string') return null;
  try {
    const event: unknown = JSON.parse(data);
    if (typeof event === 'object' && event !== null && 'type' in event) return event as ServerEvent;
  } catch {
    return null;
  }
  return null;
}

/** Listens to the events of one workflow, opening the line again after every break.
 *
 * @returns a function that closes it for good
 */
export function listen(path: string, handlers: EventHandlers): () => void {
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let delay = FIRST_DELAY_MS;
  let again = false;
  let closed = false;

  const connect = (): void => {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    socket = new WebSocket(`${scheme}://${location.host}/api/events?path=${encodeURIComponent(path)}`);
    socket.addEventListener('open', () => {
      delay = FIRST_DELAY_MS;
      handlers.onOpen(again);
      again = true;
    });
    socket.addEventListener('message', (message: MessageEvent<unknown>) => {
      const event = parsed(message.data);
      if (event !== null) handlers.onEvent(event);
    });
    socket.addEventListener('close', () => {
      if (closed) return;
      handlers.onClosed();
      timer = setTimeout(connect, delay);
      delay = Math.min(delay * 2, LAST_DELAY_MS);
    });
  };

  // When the network is back there is nothing to wait for.
  const hurry = (): void => {
    if (socket?.readyState !== WebSocket.CLOSED || closed) return;
    clearTimeout(timer);
    connect();
  };

  connect();
  window.addEventListener('online', hurry);
  return () => {
    closed = true;
    window.removeEventListener('online', hurry);
    clearTimeout(timer);
    socket?.close();
  };
}
