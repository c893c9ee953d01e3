import {
  IconClock,
  IconDoorExit,
  IconFlag,
  IconGitBranch,
  IconMail,
  IconPencil,
  IconPlayerPlay,
  IconScale,
  IconTicket,
  IconUserHeart,
} from '@tabler/icons-react';
import type { Words } from './way';

const ICONS: Record<string, typeof IconMail> = {
  trigger: IconPlayerPlay,
  message: IconMail,
  staff: IconUserHeart,
  wait: IconClock,
  branch: IconGitBranch,
  split: IconScale,
  voucher: IconTicket,
  set: IconPencil,
  exit: IconDoorExit,
  end: IconFlag,
};

/** So many letters surely fit on one line. */
const DETAIL_CHARS = 28;

/** The picture of a sort of step. */
export function iconOf(kind: string): typeof IconMail {
  return ICONS[kind] ?? IconMail;
}

/** How high a step is drawn: its sort, its title, up to two lines of what it does, and the numbers. */
export function heightOf({ detail }: Words, counted: boolean): number {
  const lines = detail === '' ? 0 : detail.length > DETAIL_CHARS ? 2 : 1;
  return 66 + lines * 18 + (counted ? 38 : 0);
}
