import type { ReactNode } from 'react';
import type { ApprovalView, Explained, Graph } from '../api/types';
import { useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { useFormat } from '../i18n/useFormat';
import { Panel } from '../ui/Page';

/** How a journey is shown: given in by the app, for a domain knows no other. */
export type Pictured = (journey: { graph: Graph; explained: Explained }) => ReactNode;

/** What is to be released, with the money before and after. */
export function ApprovalThing({ view, picture }: { view: ApprovalView; picture: Pictured }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { thing, summary, money, messages } = view;
  const { graph, explained } = thing;
  return (
    <>
      <Panel title={t('approval.money')}>
        <dl className="facts">
          <dt>{t(summary.kind === 'journey' ? 'approval.cost' : 'approval.moved')}</dt>
          <dd>
            {summary.amount ? format.money(summary.amount) : t('approval.unknown')}
            {messages == null ? null : <span className="soft"> · {format.number(messages)}</span>}
          </dd>
          {money.map(one => (
            <div key={one.activity}>
              <dt>{foreign(one.name)}</dt>
              <dd>
                {t('approval.before')}: {format.money(one.before)}
                {one.after ? (
                  <>
                    <br />
                    {t('approval.after')}: {format.money(one.after)}
                  </>
                ) : null}
              </dd>
            </div>
          ))}
        </dl>
      </Panel>
      {thing.reason ? (
        <Panel title={t('approval.reason')}>
          <p>{foreign(thing.reason)}</p>
        </Panel>
      ) : null}
      {graph && explained ? picture({ graph, explained }) : null}
    </>
  );
}
