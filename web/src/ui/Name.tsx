import { type NameKind, useNames } from '../api/names';
import { Foreign } from './Foreign';

/** The name of a journey, brand, branch, pool or touchpoint that is known by its id. */
export function Name({ of, id }: { of: NameKind; id: string }) {
  return <Foreign>{useNames(of)(of, id)}</Foreign>;
}
