import type { Graph } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import styles from './Explanation.module.css';
import { useWay } from './way';

/** A journey step by step, in the reader's language: what each does, and where it goes on. */
export function GraphInWords({ graph }: { graph: Graph }) {
  const { t } = useTranslation();
  const word = useCode();
  const way = useWay();
  const titleOf = (id: string) => {
    const node = graph.nodes.find(one => one.id === id);
    return node ? way.node(node).title : id;
  };
  return (
    <div className={styles.told}>
      <ol>
        {graph.nodes.map(node => {
          const { title, detail } = way.node(node);
          const sort = word('step', node.kind);
          const ways = graph.edges.filter(edge => edge.from === node.id);
          return (
            <li key={node.id}>
              <strong>{sort}</strong>
              {title === sort ? null : ` ${title}`}
              {detail ? `: ${detail}` : null}
              {ways.length > 0 ? (
                <ul>
                  {ways.map(edge => {
                    const when = way.edge(edge);
                    const to = titleOf(edge.to);
                    return (
                      <li key={`${edge.to} ${when}`}>
                        {when
                          ? t('journey.way_to', { when: bare(when), to: bare(to) })
                          : t('journey.then', { to: bare(to) })}
                      </li>
                    );
                  })}
                </ul>
              ) : null}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

/** Without the isolation it has already: the sentence gives it its own. */
function bare(text: string): string {
  return text.replace(/[\u2068\u2069]/g, '');
}
