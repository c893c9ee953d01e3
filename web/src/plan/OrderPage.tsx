import { Link, useParams } from '@tanstack/react-router';
import { useNames } from '../api/names';
import { useOrder } from '../api/plan';
import type { OrderView } from '../api/types';
import { useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { useBookingReason } from '../i18n/useBookingReason';
import { useFormat } from '../i18n/useFormat';
import { Await, Empty } from '../ui/Await';
import { Foreign } from '../ui/Foreign';
import { History } from '../ui/History';
import { NodeLink } from '../ui/NodeLink';
import { Page, Panel } from '../ui/Page';
import { useSaid } from '../ui/said';
import { usePlanThread } from '../ui/usePlanThread';
import { Values } from '../ui/Values';

/** One sale: the lower end of the thread, with the way back up to the activities that are credited with it. */
export function OrderPage() {
  const { order: id } = useParams({ from: '/inside/orders/$order' });
  const order = useOrder(id);
  return (
    <Await query={order} lines={6}>
      {data => <Sale order={data} />}
    </Await>
  );
}

function Sale({ order }: { order: OrderView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const reason = useBookingReason();
  const say = useSaid();
  const names = useNames('touchpoint');
  const title = t('order.title', { id: order.id });
  const thread = usePlanThread(order.credits[0]?.activity, [{ label: foreign(order.id), kind: t('order.kind') }]);
  return (
    <Page
      title={title}
      thread={thread}
      lead={t('order.lead', { time: format.time(order.at), touchpoint: names('touchpoint', order.touchpoint) })}
      actions={<History object={`order:${order.id}`} name={title} />}
    >
      <div className="main-side">
        <div className="stack">
          <Panel title={t('order.credits')}>
            {order.credits.length === 0 ? (
              <Empty title={t('order.no_credit')}>
                {order.uncredited_said ? say('uncredited', order.uncredited_said) : foreign(order.uncredited ?? '')}
              </Empty>
            ) : (
              <ul className="log">
                {order.credits.map(credit => (
                  <li key={`${credit.activity} ${credit.send_key ?? ''}`} className="stack tight">
                    <div className="between">
                      <NodeLink id={credit.activity} />
                      <strong>{format.money(credit.revenue)}</strong>
                    </div>
                    <div className="row small soft">
                      <span>{reason(credit.rule)}</span>
                      {credit.margin ? (
                        <span>{t('order.margin_of', { amount: format.money(credit.margin) })}</span>
                      ) : null}
                      {credit.send_key ? (
                        <Link to="/deliveries/$sendKey" params={{ sendKey: credit.send_key }}>
                          {t('order.by_message')}
                        </Link>
                      ) : null}
                    </div>
                  </li>
                ))}
              </ul>
            )}
          </Panel>
          <Panel title={t('order.what')}>
            <Values data={order.properties} currency={order.revenue.currency} />
          </Panel>
          {order.steps.length > 0 ? (
            <Panel title={t('order.steps')}>
              <ul className="log">
                {order.steps.map(step => (
                  <li key={`${step.at} ${step.source} ${step.act} ${step.outcome}`} className="stack tight">
                    <div className="between">
                      <span>
                        {step.act ? t(`order_word.${step.act}`) : null}
                        {': '}
                        <strong>{step.outcome ? t(`order_word.${step.outcome}`) : null}</strong>
                      </span>
                      {step.left ? <span>{t('order.left', { amount: format.money(step.left) })}</span> : null}
                    </div>
                    <div className="row small soft">
                      <span>{format.time(step.at)}</span>
                      <Foreign>{names('touchpoint', step.source)}</Foreign>
                      {step.public ? <span>{t('order.public')}</span> : null}
                      {step.doubt ? <strong>{t(`order_doubt.${step.doubt}`)}</strong> : null}
                    </div>
                  </li>
                ))}
              </ul>
            </Panel>
          ) : null}
        </div>
        <Panel title={t('order.sum')}>
          <div className="stack">
            <p className="figure">{format.money(order.left)}</p>
            {order.public ? <p className="small soft">{t('order.rests_on_public')}</p> : null}
            <dl className="facts">
              <dt>{t('order.paid')}</dt>
              <dd>{format.money(order.revenue)}</dd>
              {order.margin ? (
                <>
                  <dt>{t('order.margin')}</dt>
                  <dd>{format.money(order.margin)}</dd>
                </>
              ) : null}
              {order.customer ? (
                <>
                  <dt>{t('order.customer')}</dt>
                  <dd>
                    <Link to="/customers/$customer" params={{ customer: order.customer }}>
                      <Foreign>{order.label}</Foreign>
                    </Link>
                  </dd>
                </>
              ) : null}
              <dt>{t('order.where')}</dt>
              <dd>
                <Foreign>{names('touchpoint', order.touchpoint)}</Foreign>
              </dd>
            </dl>
          </div>
        </Panel>
      </div>
    </Page>
  );
}
