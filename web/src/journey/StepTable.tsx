import type { Graph, GraphEdge, StepCount } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { TableSheet } from '../ui/TableSheet';
import { NumberLink } from './NumberLink';
import { useWay } from './way';

const ALWAYS = ['here', 'passed', 'sent', 'deferred', 'refused'] as const;
/** Shown only where there are some. */
const RARE = ['under_way', 'unknown'] as const;

interface StepTableProps {
  graph: Graph | null;
  counts: readonly StepCount[];
  /** Which journey's lists the numbers open; none for what is not live. */
  journey?: string | undefined;
}

/** The same as the picture, in rows: for reading aloud, for a phone, and for comparing numbers. */
export function StepTable({ graph, counts, journey }: StepTableProps) {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  const way = useWay();
  const rows = graph
    ? graph.nodes.map(node => ({
        id: node.id,
        kind: node.kind,
        title: way.node(node).title,
        count: counts.find(c => c.step === node.id),
        ways: graph.edges.filter(edge => edge.from === node.id),
      }))
    : counts.map(count => ({ id: count.step, kind: null, title: count.step, count, ways: [] }));
  const columns = [...ALWAYS, ...RARE.filter(name => counts.some(count => count[name] > 0))];
  return (
    <TableSheet>
      <table className="table cards">
        <thead>
          <tr>
            <th scope="col">{t('steps.step')}</th>
            {columns.map(name => (
              <th key={name} scope="col" className="num" title={t(`steps.${name}_means`)}>
                {t(`steps.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.id}>
              <td className="lead-cell">
                {row.kind ? <span className="small soft">{word('step', row.kind)} </span> : null}
                {row.title}
                {row.count && row.ways.length > 1 ? <Ways ways={row.ways} count={row.count} /> : null}
              </td>
              {columns.map(name => (
                <td key={name} className="num" data-label={t(`steps.${name}`)}>
                  {row.count ? (
                    <NumberLink journey={row.count[name] > 0 ? journey : undefined} step={row.id} name={name}>
                      {format.number(row.count[name])}
                    </NumberLink>
                  ) : (
                    '–'
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableSheet>
  );
}

/** How many went which way, where a step has several. */
function Ways({ ways, count }: { ways: readonly GraphEdge[]; count: StepCount }) {
  const { t } = useTranslation();
  const format = useFormat();
  const say = useWay();
  return (
    <ul className="small soft">
      {ways.map(edge => {
        const taken = count.ways.find(one => one.way === edge.way)?.count ?? 0;
        return (
          <li key={`${edge.way} ${edge.to}`}>
            {say.edge(edge) || t('steps.on')}: {format.number(taken)} (
            {format.share(count.passed > 0 ? taken / count.passed : 0)})
          </li>
        );
      })}
    </ul>
  );
}
