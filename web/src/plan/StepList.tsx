import { Link } from '@tanstack/react-router';
import { useJourneys } from '../api/journeys';
import { useBrand, useBrands, useMail, useSources } from '../api/settings';
import type { BrandView } from '../api/types';
import { useTranslation } from '../i18n';
import { Panel } from '../ui/Page';
import { State } from '../ui/State';

/** Whether a brand has an address to write from, without which no mail leaves. */
function hasSender(brand: BrandView | undefined): boolean {
  const { sender } = (brand?.settings ?? {}) as { sender?: { email?: string } };
  return Boolean(sender?.email);
}

/** The steps, each with whether it is done. */
export function StepList({ hasPlan }: { hasPlan: boolean }) {
  const { t } = useTranslation();
  const brands = useBrands();
  const first = useBrand(brands.data?.[0]?.id ?? null);
  const sources = useSources();
  const mail = useMail();
  const journeys = useJourneys();
  const noBrand = brands.data?.length === 0;
  const known = (noBrand || first.isSuccess) && [sources, mail, journeys].every(query => query.isSuccess);
  if (!known || (journeys.data?.length ?? 0) > 0) return null;
  const steps = [
    { name: 'brand', to: '/settings', search: { tab: 'brands' }, done: hasSender(first.data) },
    { name: 'source', to: '/settings', search: { tab: 'sources' }, done: (sources.data?.length ?? 0) > 0 },
    { name: 'mail', to: '/settings', search: { tab: 'mail' }, done: Boolean(mail.data?.host) },
    { name: 'plan', to: '/plan', search: {}, done: hasPlan },
    { name: 'journey', to: '/journeys/new', search: {}, done: false },
  ] as const;
  return (
    <Panel title={t('first_steps.title')}>
      <p className="soft" style={{ marginBottom: '0.875rem' }}>
        {t('first_steps.lead')}
      </p>
      <ol className="log">
        {steps.map(({ name, to, search, done }) => (
          <li key={name} className="stack tight">
            <div className="between">
              <Link to={to} search={search}>
                {t(`first_steps.${name}`)}
              </Link>
              <State tone={done ? 'good' : 'plain'}>{t(done ? 'first_steps.done' : 'first_steps.open')}</State>
            </div>
            <p className="small soft">{t(`first_steps.${name}_text`)}</p>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
