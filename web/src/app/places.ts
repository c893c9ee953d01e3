import {
  IconBuildingStore,
  IconChecklist,
  IconFileImport,
  IconHistory,
  IconLayoutDashboard,
  IconMailForward,
  IconReceipt,
  IconRoute,
  IconSettings,
  IconSitemap,
  IconTicket,
  IconUsers,
} from '@tabler/icons-react';
import type { Session } from '../api/types';

/** Where one can go, and the permission without which there is nothing to see. */
const PLACES = [
  { to: '/', key: 'overview', icon: IconLayoutDashboard, needs: 'plan.read' },
  { to: '/my-day', key: 'my_day', icon: IconChecklist, needs: 'approval.read' },
  { to: '/plan', key: 'plan', icon: IconSitemap, needs: 'plan.read' },
  { to: '/journeys', key: 'journeys', icon: IconRoute, needs: 'journey.read' },
  { to: '/customers', key: 'customers', icon: IconUsers, needs: 'customer.read_identity' },
  { to: '/branch', key: 'branch', icon: IconBuildingStore, needs: 'branch.read' },
  { to: '/deliveries', key: 'deliveries', icon: IconMailForward, needs: 'delivery.read' },
  { to: '/orders', key: 'orders', icon: IconReceipt, needs: 'order.read' },
  { to: '/vouchers', key: 'vouchers', icon: IconTicket, needs: 'voucher.read' },
  { to: '/files', key: 'files', icon: IconFileImport, needs: 'file.prepare' },
  { to: '/trace', key: 'trace', icon: IconHistory, needs: 'trace.read' },
  { to: '/settings', key: 'settings', icon: IconSettings, needs: 'brand.read' },
] as const;

/** Screens below those, and beside them, that need something else. */
const BESIDE = [
  { to: '/approvals/', needs: 'approval.read' },
  { to: '/customers/', needs: 'customer.read' },
  { to: '/journeys/new', needs: 'journey.edit' },
  { to: '/hold', needs: 'operations.read' },
];

export type Place = (typeof PLACES)[number];

/** Where somebody has something to see. */
export function placesOf(session: Session): Place[] {
  return PLACES.filter(({ needs }) => session.permissions.includes(needs));
}

/** The permission without which an address shows nothing, if it is not held. */
export function missing(session: Session, pathname: string): string | null {
  const [closest] = [...PLACES, ...BESIDE]
    .filter(({ to }) => pathname === to || (to !== '/' && pathname.startsWith(to)))
    .sort((one, other) => other.to.length - one.to.length);
  return !closest || session.permissions.includes(closest.needs) ? null : closest.needs;
}
