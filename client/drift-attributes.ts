// How does a page read its own visitor's attributes? The browser library's front door.

import type { AnyAttributes, DriftAttributes, DriftAttributesOptions } from './api.ts';
import { createCore } from './core/core.ts';
import { createLive } from './live/live.ts';
import { askingWorld, type World } from './world.ts';

export type {
  AnyAttributes,
  AttributeValue,
  DriftAttributes,
  DriftAttributesOptions,
  Events,
  Ready,
  Reason,
  Snapshot,
  Status,
} from './api.ts';

/**
 * Asks nothing yet: `ready()`, `refresh()` and `subscribe()` do.
 * @param world time, chance and network; the browser's own unless a test has others
 * @throws TypeError for options that cannot work
 */
export const createDriftAttributes = <Attributes = AnyAttributes>(
  options: DriftAttributesOptions<Attributes>,
  world: World = askingWorld(),
): DriftAttributes<Attributes> =>
  createCore(options, world, options.live && world.page ? createLive : undefined);
