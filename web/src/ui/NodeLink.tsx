import { Link } from '@tanstack/react-router';
import { Foreign } from './Foreign';
import { nodePath, usePlanNode } from './usePlanThread';

/** The way up to a node of the plan, by its name. */
export function NodeLink({ id }: { id: string }) {
  const node = usePlanNode()(id);
  return (
    <Link to={nodePath(node?.id ?? id)}>
      <Foreign>{node?.name ?? id}</Foreign>
    </Link>
  );
}
