import type { GraphEdge, GraphNode } from '../api/types';
import { useCode } from '../i18n';
import { foreign } from '../i18n/foreign';
import { useSaid } from '../ui/said';

/** A step as people read it: its headline, and what it does in a sentence. */
export interface Words {
  title: string;
  detail: string;
}

/** What the nodes and edges of a journey's graph say, in the reader's language. */
export function useWay(): {
  node: (node: GraphNode) => Words;
  edge: (edge: Pick<GraphEdge, 'label' | 'said'>) => string;
} {
  const say = useSaid();
  const word = useCode();
  return {
    node: ({ kind, title, detail, said }) => {
      const told = said.map(sentence => say('way', sentence));
      return {
        title: kind === 'end' ? word('step', 'end') : foreign(title),
        detail: told.length > 0 && told.every(text => text !== null) ? told.join(' · ') : foreign(detail),
      };
    },
    edge: ({ label, said }) => (said ? (say('way', said) ?? foreign(label)) : foreign(label)),
  };
}
