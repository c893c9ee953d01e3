import { Link } from '@tanstack/react-router';
import { Foreign } from './Foreign';
import { nodePath, usePlanNode } from './usePlanThread';

/** The way up to a node of the plan, by its name. What the plan does not know has no page to lead to: it is named, and no link. */
export function NodeLink({ id }: { id: string }) {
  const node = usePlanNode()(id);
  if (!node) return <Foreign>{id}</Foreign>;
  return (
    <Link to={nodePath(node.id)}>
      <Foreign>{node.name}</Foreign>
    </Link>
  );
}
