import type { FileKind, FileMapping, FileRole } from '../api/types';

const SHOP: FileRole[] = [
  'moment',
  'time',
  'amount',
  'margin',
  'currency',
  'product',
  'quantity',
  'price',
  'property',
  'key',
  'nothing',
];

/** What a column may say in a file of each kind; what is not read comes first. */
export const ROLES: Record<FileKind, readonly FileRole[]> = {
  orders: ['skip', 'order', 'customer', 'email', ...SHOP],
  returns: ['skip', 'order', 'refund', 'customer', 'email', ...SHOP],
  customers: [
    'skip',
    'customer',
    'email',
    'phone',
    'first_name',
    'last_name',
    'name',
    'birthday',
    'property',
    'key',
    'nothing',
  ],
  events: ['skip', 'event', 'order', 'customer', 'email', ...SHOP],
  actuals: ['skip', 'invoice', 'line', 'activity', 'amount', 'side', 'currency', 'moment', 'text', 'reversal'],
};

export const KINDS = Object.keys(ROLES) as FileKind[];

export function isKind(value: unknown): value is FileKind {
  return KINDS.some(kind => kind === value);
}

const SEVERAL: readonly FileRole[] = ['skip', 'nothing', 'property', 'key'];

/** What a column says. */
export function roleOf(mapping: FileMapping, column: string): FileRole {
  return mapping.columns.find(one => one.column === column)?.role ?? 'skip';
}

/** The mapping with another word for one column: what only one may say is taken from the one that said it. */
export function withRole(mapping: FileMapping, column: string, role: FileRole): FileMapping {
  const free = (other: FileRole): FileRole => (other === role && !SEVERAL.includes(role) ? 'skip' : other);
  const others = mapping.columns
    .filter(one => one.column !== column)
    .map(one => ({ column: one.column, role: free(one.role) }));
  return { ...mapping, columns: [...others, { column, role }] };
}
