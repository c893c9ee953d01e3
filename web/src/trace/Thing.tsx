import { Link } from '@tanstack/react-router';
import type { TraceLine } from '../api/types';
import { useTraceWords } from '../ui/useTraceWords';

/** What was changed, by its name, and the way there where it has a page of its own. */
export function Thing({ line: { kind, id, object_name } }: { line: TraceLine }) {
  const { thing } = useTraceWords();
  const name = thing(kind, id, object_name);
  switch (kind) {
    case 'node':
      return (
        <Link to="/plan/$node" params={{ node: id }}>
          {name}
        </Link>
      );
    case 'journey':
      return (
        <Link to="/journeys/$journey" params={{ journey: id }}>
          {name}
        </Link>
      );
    case 'customer':
      return (
        <Link to="/customers/$customer" params={{ customer: id }}>
          {name}
        </Link>
      );
    case 'order':
      return (
        <Link to="/orders/$order" params={{ order: id }}>
          {name}
        </Link>
      );
    case 'branch':
      return (
        <Link to="/branch/$branch" params={{ branch: id }}>
          {name}
        </Link>
      );
    default:
      return name;
  }
}
