import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  type RouterHistory,
} from '@tanstack/react-router';
import type { DeliveryFilter } from '../api/deliveries';
import type { OrderFilter } from '../api/orders';
import type { TraceFilter } from '../api/trace';
import type { AtStep, FileKind } from '../api/types';
import { isKind } from '../files/roles';
import { type Span, spanOf } from '../plan/period';
import { ProblemNotice } from '../ui/Await';
import { later, NotLoaded, NotLoadedNotice, patiently } from '../ui/later';
import { Gatekeeper } from './Gatekeeper';
import { NotFound } from './NotFound';

/** What an address says under a name; digits alone are a text too. */
const text = (value: unknown): string | undefined => {
  const said = typeof value === 'number' ? String(value) : value;
  return typeof said === 'string' && said !== '' ? said : undefined;
};

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });
const inside = createRoute({ getParentRoute: () => root, id: 'inside', component: Gatekeeper });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => later(() => import('../session/SignIn')), 'SignIn'),
});
const setUp = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => later(() => import('../session/SetUpPage')), 'SetUpPage'),
});
const forgot = createRoute({
  getParentRoute: () => root,
  path: '/forgot',
  component: lazyRouteComponent(() => later(() => import('../session/ForgotPage')), 'ForgotPage'),
});
const password = createRoute({
  getParentRoute: () => root,
  path: '/password',
  component: lazyRouteComponent(() => later(() => import('../session/PasswordPage')), 'PasswordPage'),
});
const release = createRoute({
  getParentRoute: () => root,
  path: '/release',
  component: lazyRouteComponent(() => later(() => import('./approvals')), 'ReleasePage'),
});
const branchEnter = createRoute({
  getParentRoute: () => root,
  path: '/branch/enter',
  component: lazyRouteComponent(() => later(() => import('../session/BranchEnter')), 'BranchEnter'),
});

const account = createRoute({
  getParentRoute: () => inside,
  path: '/account',
  component: lazyRouteComponent(() => later(() => import('../account/AccountPage')), 'AccountPage'),
});
const overview = createRoute({
  getParentRoute: () => inside,
  path: '/',
  validateSearch: (search: Record<string, unknown>): { plan?: string; span?: Span } => ({
    ...(text(search.plan) && { plan: text(search.plan) }),
    ...spanOf(search.span),
  }),
  component: lazyRouteComponent(() => patiently(() => import('../plan/OverviewPage')), 'OverviewPage'),
});
const node = createRoute({
  getParentRoute: () => inside,
  path: '/plan/$node',
  validateSearch: (search: Record<string, unknown>): NodeSearch => ({
    ...(text(search.tab) && { tab: text(search.tab) }),
    ...spanOf(search.span),
  }),
  component: lazyRouteComponent(() => later(() => import('../plan/NodePage')), 'NodePage'),
});
const unbooked = createRoute({
  getParentRoute: () => inside,
  path: '/plan/unbooked',
  component: lazyRouteComponent(() => later(() => import('../plan/UnbookedPage')), 'UnbookedPage'),
});
const plan = createRoute({
  getParentRoute: () => inside,
  path: '/plan',
  validateSearch: (search: Record<string, unknown>): { only?: 'over' } =>
    search.only === 'over' ? { only: 'over' } : {},
  component: lazyRouteComponent(() => later(() => import('../plan/PlanPage')), 'PlanPage'),
});
const orders = createRoute({
  getParentRoute: () => inside,
  path: '/orders',
  validateSearch: (search: Record<string, unknown>): OrderFilter => ({
    ...(text(search.q) && { q: text(search.q) }),
    ...(text(search.brand) && { brand: text(search.brand) }),
    ...(text(search.state) && { state: text(search.state) }),
    ...(text(search.customer) && { customer: text(search.customer) }),
    ...(text(search.activity) && { activity: text(search.activity) }),
    ...(text(search.from) && { from: text(search.from) }),
    ...(text(search.until) && { until: text(search.until) }),
  }),
  component: lazyRouteComponent(() => later(() => import('../plan/OrdersPage')), 'OrdersPage'),
});
const order = createRoute({
  getParentRoute: () => inside,
  path: '/orders/$order',
  component: lazyRouteComponent(() => later(() => import('../plan/OrderPage')), 'OrderPage'),
});
const myDay = createRoute({
  getParentRoute: () => inside,
  path: '/my-day',
  component: lazyRouteComponent(() => later(() => import('../approval/MyDayPage')), 'MyDayPage'),
});
const approval = createRoute({
  getParentRoute: () => inside,
  path: '/approvals/$approval',
  component: lazyRouteComponent(() => later(() => import('./approvals')), 'ApprovalPage'),
});
const journeys = createRoute({
  getParentRoute: () => inside,
  path: '/journeys',
  component: lazyRouteComponent(() => later(() => import('../journey/JourneysPage')), 'JourneysPage'),
});
const newJourney = createRoute({
  getParentRoute: () => inside,
  path: '/journeys/new',
  component: lazyRouteComponent(() => later(() => import('../journey/NewJourneyPage')), 'NewJourneyPage'),
});
const journey = createRoute({
  getParentRoute: () => inside,
  path: '/journeys/$journey',
  validateSearch: (search: Record<string, unknown>): JourneySearch => ({
    ...(text(search.tab) && { tab: text(search.tab) }),
    ...(text(search.step) && { step: text(search.step) }),
    ...((search.who === 'here' || search.who === 'passed') && { who: search.who }),
    ...(text(search.from) && { from: text(search.from) }),
    ...(text(search.until) && { until: text(search.until) }),
  }),
  component: lazyRouteComponent(() => later(() => import('../journey/JourneyPage')), 'JourneyPage'),
});
const customers = createRoute({
  getParentRoute: () => inside,
  path: '/customers',
  validateSearch: (search: Record<string, unknown>): { q?: string } => ({
    ...(text(search.q) && { q: text(search.q) }),
  }),
  component: lazyRouteComponent(() => later(() => import('../customer/CustomersPage')), 'CustomersPage'),
});
const customer = createRoute({
  getParentRoute: () => inside,
  path: '/customers/$customer',
  validateSearch: (search: Record<string, unknown>): { tab?: string; journey?: string } => ({
    ...(text(search.tab) && { tab: text(search.tab) }),
    ...(text(search.journey) && { journey: text(search.journey) }),
  }),
  component: lazyRouteComponent(() => later(() => import('../customer/CustomerPage')), 'CustomerPage'),
});
const branches = createRoute({
  getParentRoute: () => inside,
  path: '/branch',
  component: lazyRouteComponent(() => later(() => import('../branch/BranchesPage')), 'BranchesPage'),
});
const branch = createRoute({
  getParentRoute: () => inside,
  path: '/branch/$branch',
  component: lazyRouteComponent(() => later(() => import('../branch/BranchPage')), 'BranchPage'),
});
const deliveries = createRoute({
  getParentRoute: () => inside,
  path: '/deliveries',
  validateSearch: (search: Record<string, unknown>): DeliverySearch => ({
    ...(text(search.state) && { state: text(search.state) }),
    ...(text(search.reason) && { reason: text(search.reason) }),
    ...(text(search.step) && { step: text(search.step) }),
    ...(text(search.from) && { from: text(search.from) }),
    ...(text(search.until) && { until: text(search.until) }),
    ...(search.sort === 'oldest' && { sort: 'oldest' as const }),
    ...(text(search.channel) && { channel: text(search.channel) }),
    ...(text(search.journey) && { journey: text(search.journey) }),
    ...(text(search.activity) && { activity: text(search.activity) }),
  }),
  component: lazyRouteComponent(() => later(() => import('../channel/DeliveriesPage')), 'DeliveriesPage'),
});
const delivery = createRoute({
  getParentRoute: () => inside,
  path: '/deliveries/$sendKey',
  component: lazyRouteComponent(() => later(() => import('../channel/DeliveryPage')), 'DeliveryPage'),
});
const hold = createRoute({
  getParentRoute: () => inside,
  path: '/hold',
  component: lazyRouteComponent(() => later(() => import('../hold/HoldPage')), 'HoldPage'),
});
const vouchers = createRoute({
  getParentRoute: () => inside,
  path: '/vouchers',
  validateSearch: (search: Record<string, unknown>): { code?: string } => ({
    ...(text(search.code) && { code: text(search.code) }),
  }),
  component: lazyRouteComponent(() => later(() => import('../voucher/VouchersPage')), 'VouchersPage'),
});
const files = createRoute({
  getParentRoute: () => inside,
  path: '/files',
  validateSearch: (search: Record<string, unknown>): { kind?: FileKind; payer?: string; file?: string } => ({
    ...(isKind(search.kind) && { kind: search.kind }),
    ...(text(search.file) && { file: text(search.file) }),
    ...(text(search.payer) && { payer: text(search.payer) }),
  }),
  component: lazyRouteComponent(() => later(() => import('../files/FilesPage')), 'FilesPage'),
});
const trace = createRoute({
  getParentRoute: () => inside,
  path: '/trace',
  validateSearch: (search: Record<string, unknown>): TraceFilter => ({
    ...(text(search.object) && { object: text(search.object) }),
    ...(text(search.person) && { person: text(search.person) }),
    ...(text(search.act) && { act: text(search.act) }),
    ...(text(search.from) && { from: text(search.from) }),
    ...(text(search.until) && { until: text(search.until) }),
  }),
  component: lazyRouteComponent(() => later(() => import('../trace/TracePage')), 'TracePage'),
});
const settings = createRoute({
  getParentRoute: () => inside,
  path: '/settings',
  validateSearch: (search: Record<string, unknown>): { tab?: string; brand?: string } => ({
    ...(text(search.tab) && { tab: text(search.tab) }),
    ...(text(search.brand) && { brand: text(search.brand) }),
  }),
  component: lazyRouteComponent(() => later(() => import('../settings/SettingsPage')), 'SettingsPage'),
});

type DeliverySearch = DeliveryFilter;
interface JourneySearch {
  tab?: string;
  step?: string;
  who?: AtStep;
  from?: string;
  until?: string;
}
interface NodeSearch {
  tab?: string;
  span?: Span;
}

const tree = root.addChildren([
  signIn,
  setUp,
  forgot,
  password,
  branchEnter,
  release,
  inside.addChildren([
    account,
    overview,
    myDay,
    approval,
    plan,
    unbooked,
    node,
    orders,
    order,
    journeys,
    newJourney,
    journey,
    customers,
    customer,
    branches,
    branch,
    deliveries,
    delivery,
    hold,
    vouchers,
    files,
    trace,
    settings,
  ]),
]);

/** Every address of the application; each screen is its own lazily loaded file. Tests give a history of their own. */
export function makeRouter(history?: RouterHistory) {
  return createRouter({
    routeTree: tree,
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultErrorComponent: ({ error, reset }) =>
      error instanceof NotLoaded ? <NotLoadedNotice /> : <ProblemNotice error={error} retry={reset} />,
    ...(history ? { history } : {}),
  });
}

export type AppRouter = ReturnType<typeof makeRouter>;

declare module '@tanstack/react-router' {
  interface Register {
    router: AppRouter;
  }
}
