import type { Graph, StepCount } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { TableSheet } from '../ui/TableSheet';
import { useWay } from './way';

/** The same as the picture, in rows: for reading aloud, for a phone, and for comparing numbers. */
export function StepTable({ graph, counts }: { graph: Graph | null; counts: readonly StepCount[] }) {
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
      }))
    : counts.map(count => ({ id: count.step, kind: null, title: count.step, count }));
  return (
    <TableSheet>
      <table className="table cards">
        <thead>
          <tr>
            <th scope="col">{t('steps.step')}</th>
            {(['here', 'passed', 'sent', 'deferred', 'refused'] as const).map(name => (
              <th key={name} scope="col" className="num">
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
              </td>
              {(['here', 'passed', 'sent', 'deferred', 'refused'] as const).map(name => (
                <td key={name} className="num" data-label={t(`steps.${name}`)}>
                  {row.count ? format.number(row.count[name]) : '–'}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableSheet>
  );
}
