// What lies between a node and its Redis? A wire on loopback that can be cut, and made long.

import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Clock } from '../../server/clock.ts';
import { pause } from '../faults/skipping-clock.ts';

export type Wire = {
  readonly port: number;
  /** Every byte takes so many milliseconds more from now on, each way. */
  lengthen(milliseconds: number): void;
  /** Ends every connection, and each that comes, until it is mended. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
};

/** Opens a wire to `port` on loopback. */
export const openWire = async (port: number, clock: Clock): Promise<Wire> => {
  const open = new Set<Socket>();
  let delay = 0;
  let isCut = false;

  const passOn = (from: Socket, to: Socket): void => {
    let underway = 0;
    let latest = Promise.resolve();
    const passLater = async (before: Promise<void>, bytes: Buffer, due: number): Promise<void> => {
      underway += 1;
      await before;
      await pause(clock, Math.max(0, due - clock.now()));
      to.write(bytes);
      underway -= 1;
    };
    from.on('data', (bytes) => {
      if (delay === 0 && underway === 0) to.write(bytes);
      else latest = passLater(latest, bytes, clock.now() + delay);
    });
    from.on('error', () => {});
    from.once('close', () => {
      open.delete(from);
      to.destroy();
    });
  };
  const server = createServer({ noDelay: true }, (near) => {
    if (isCut) return near.destroy();
    const far = connect({ port, host: '127.0.0.1', noDelay: true });
    open.add(near).add(far);
    passOn(near, far);
    passOn(far, near);
    return near;
  });
  const endAll = (): void => {
    for (const socket of open) socket.destroy();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    port: (server.address() as AddressInfo).port,
    lengthen(milliseconds) {
      delay = milliseconds;
    },
    cut() {
      isCut = true;
      endAll();
    },
    mend() {
      isCut = false;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        endAll();
      }),
  };
};
