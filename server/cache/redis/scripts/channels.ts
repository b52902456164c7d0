// Where do nodes hear of each other?

import { tag } from '../script.ts';

export const channels = { struck: `${tag}:struck`, landed: `${tag}:landed` } as const;
