import { IconSearch } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useNames } from '../api/names';
import { allOrders, ORDER_STATES, type OrderFilter, type OrderSummary, useOrders } from '../api/orders';
import { usePlan } from '../api/plan';
import { useMay } from '../api/session';
import { useBrands } from '../api/settings';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Empty } from '../ui/Await';
import { type Choice, Filters } from '../ui/Filters';
import { FindBox } from '../ui/FindBox';
import { Foreign } from '../ui/Foreign';
import { NodeLink } from '../ui/NodeLink';
import { Page } from '../ui/Page';
import { State } from '../ui/State';
import { type Column, TablePanel } from '../ui/Table';
import { toneOf } from '../ui/tones';
import { activityId } from '../ui/usePlanThread';

/** Every order: what was paid, what came back, and which activity is credited with it. */
export function OrdersPage() {
  const { t } = useTranslation();
  const filter = useSearch({ from: '/inside/orders' });
  const navigate = useNavigate({ from: '/orders' });
  const orders = useOrders(filter);
  const rows = orders.data?.pages.flatMap(page => page.items) ?? [];
  const filtered = Object.values(filter).some(value => value !== undefined);
  const set = (change: { [N in keyof OrderFilter]?: string | undefined }) =>
    void navigate({ search: before => said({ ...before, ...change }), replace: true });
  return (
    <Page title={t('orders.title')} lead={t('orders.lead')}>
      <FindBox
        type="search"
        aria-label={t('orders.search')}
        placeholder={t('orders.placeholder')}
        leftSection={<IconSearch size={18} aria-hidden />}
        found={filter.q ?? ''}
        onFind={q => set({ q })}
        verb={t('orders.find')}
      />
      <OrderFilters filter={filter} onChoose={(name, value) => set({ [name]: value })} />
      {filter.customer ? (
        <p className="notice between">
          <span>{t('orders.of_customer', { name: rows[0]?.label ?? filter.customer.slice(0, 8) })}</span>
          <Link to="/orders" search={({ customer: _, ...rest }) => rest}>
            {t('orders.of_all')}
          </Link>
        </p>
      ) : null}
      <TablePanel
        query={orders}
        title={t('orders.title')}
        file="orders"
        ownDays
        rows={({ pages }) => pages.flatMap(page => page.items)}
        pages={orders}
        all={() => allOrders(filter)}
        lines={8}
        keyOf={order => [order.brand, order.id ?? order.at, order.touchpoint].join(' ')}
        columns={useColumns()}
        empty={
          <Empty title={t(filtered ? 'orders.none_title' : 'orders.empty_title')}>
            {t(filtered ? 'orders.none' : 'orders.empty')}
          </Empty>
        }
      />
    </Page>
  );
}

/** What is empty is not in the address. */
function said(filter: { [N in keyof OrderFilter]?: string | undefined }): OrderFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value)) as OrderFilter;
}

type Chosen = 'brand' | 'state' | 'activity';

interface OrderFiltersProps {
  filter: OrderFilter;
  onChoose: (name: Chosen | 'from' | 'until', value: string) => void;
}

function OrderFilters({ filter, onChoose }: OrderFiltersProps) {
  const { t } = useTranslation();
  const word = useCode();
  const may = useMay();
  const brands = useBrands().data ?? [];
  // What is archived is offered no more; what was chosen before stays chosen.
  const activities = (usePlan().data?.nodes ?? []).filter(
    node => node.level === 'activity' && (!node.archived || activityId(node.id) === filter.activity),
  );
  const choices: (Choice<Chosen> & { shown: boolean })[] = [
    {
      name: 'brand',
      label: t('field.brand'),
      options: brands.map(one => [one.id, one.name]),
      shown: brands.length > 1 || filter.brand !== undefined,
    },
    {
      name: 'state',
      label: t('orders.state'),
      options: ORDER_STATES.map(state => [state, word('order_state', state)]),
      shown: true,
    },
    {
      name: 'activity',
      label: t('orders.credited'),
      options: activities.map(one => [activityId(one.id), one.name]),
      shown: may('plan.read'),
    },
  ];
  return <Filters choices={choices.filter(one => one.shown)} chosen={filter} onChoose={onChoose} />;
}

function useColumns(): Column<OrderSummary>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useCode();
  const names = useNames('activity', 'brand', 'touchpoint');
  const where = (order: OrderSummary) => names('touchpoint', order.touchpoint);
  const noted = useNotes();
  return [
    {
      id: 'id',
      head: t('orders.number'),
      kind: 'lead',
      value: order => order.id,
      cell: order => (
        <>
          {order.id ? (
            <Link to="/orders/$order" params={{ order: order.id }}>
              <Foreign>{order.id}</Foreign>
            </Link>
          ) : (
            <span className="soft">{t('orders.erased')}</span>
          )}
          <div className="small soft" style={{ maxWidth: '16rem' }}>
            {noted(order).join(' · ')}
          </div>
        </>
      ),
    },
    { id: 'at', head: t('orders.at'), kind: 'time', value: order => order.at, cell: order => format.time(order.at) },
    {
      id: 'customer',
      head: t('order.customer'),
      value: order => order.label,
      cell: order =>
        order.customer ? (
          <Link to="/customers/$customer" params={{ customer: order.customer }}>
            <Foreign>{order.label}</Foreign>
          </Link>
        ) : (
          '–'
        ),
    },
    { id: 'where', head: t('order.where'), value: where, cell: order => <Foreign>{where(order)}</Foreign> },
    {
      id: 'state',
      head: t('orders.state'),
      value: order => word('order_state', order.state),
      cell: order => <State tone={toneOf(order.state)}>{word('order_state', order.state)}</State>,
    },
    {
      id: 'revenue',
      head: t('order.paid'),
      kind: 'num',
      value: order => order.revenue,
      cell: order => format.money(order.revenue),
    },
    {
      id: 'returned',
      head: t('orders.returned'),
      kind: 'num',
      value: order => order.returned,
      cell: order => (order.returned.minor > 0 ? format.money(order.returned) : '–'),
    },
    {
      id: 'left',
      head: t('orders.left'),
      kind: 'num',
      extra: true,
      value: order => order.left,
      cell: order => format.money(order.left),
    },
    {
      id: 'credited',
      head: t('orders.credited'),
      value: order => order.credits.map(credit => names('activity', credit.activity)).join(', '),
      cell: order => (order.credits.length > 0 ? <Credits credits={order.credits} /> : '–'),
    },
    {
      id: 'brand',
      head: t('field.brand'),
      extra: true,
      value: order => names('brand', order.brand),
      cell: order => <Foreign>{names('brand', order.brand)}</Foreign>,
    },
    {
      id: 'notes',
      head: t('orders.notes'),
      extra: true,
      value: order => noted(order).join(', '),
      cell: order => noted(order).join(', ') || '–',
    },
  ];
}

/** What a person should know of an order; its own page says more. */
function useNotes(): (order: OrderSummary) => string[] {
  const { t } = useTranslation();
  return ({ overtaken, set_aside, unheard, public: told }) => [
    ...(set_aside ? [t('orders.set_aside')] : []),
    ...(unheard > 0 ? [t('orders.unheard', { count: unheard })] : []),
    ...(told ? [t('orders.public')] : []),
    ...(overtaken ? [t('orders.overtaken')] : []),
  ];
}

/** The activities that are credited; the message, where one brought the order about. */
function Credits({ credits }: { credits: OrderSummary['credits'] }) {
  const { t } = useTranslation();
  return (
    <div>
      {credits.map(({ activity, send_key }) => (
        <div key={`${activity} ${send_key ?? ''}`}>
          <NodeLink id={activity} />
          {send_key ? (
            <div className="small">
              <Link to="/deliveries/$sendKey" params={{ sendKey: send_key }}>
                {t('order.by_message')}
              </Link>
            </div>
          ) : null}
        </div>
      ))}
    </div>
  );
}
