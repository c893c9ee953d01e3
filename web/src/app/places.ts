import {
  IconBuildingStore,
  IconFileImport,
  IconLayoutDashboard,
  IconMailForward,
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
  { to: '/plan', key: 'plan', icon: IconSitemap, needs: 'plan.read' },
  { to: '/journeys', key: 'journeys', icon: IconRoute, needs: 'journey.read' },
  { to: '/customers', key: 'customers', icon: IconUsers, needs: 'customer.read_identity' },
  { to: '/branch', key: 'branch', icon: IconBuildingStore, needs: 'branch.read' },
  { to: '/deliveries', key: 'deliveries', icon: IconMailForward, needs: 'delivery.read' },
  { to: '/vouchers', key: 'vouchers', icon: IconTicket, needs: 'voucher.read' },
  { to: '/files', key: 'files', icon: IconFileImport, needs: 'file.prepare' },
  { to: '/settings', key: 'settings', icon: IconSettings, needs: 'brand.read' },
] as const;

export type Place = (typeof PLACES)[number];

/** Where somebody has something to see. */
export function placesOf(session: Session): Place[] {
  return PLACES.filter(({ needs }) => session.permissions.includes(needs));
}
