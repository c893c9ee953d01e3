import { Button } from '@mantine/core';
import { useTranslation } from '../i18n';

/** A list that comes in parts, as far as fetching the next one goes. */
export interface Pages {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

/** Fetches the next part of a long list. */
export function More({ pages }: { pages: Pages }) {
  const { t } = useTranslation();
  if (!pages.hasNextPage) return null;
  return (
    <div style={{ padding: '0.75rem', textAlign: 'center' }}>
      <Button variant="subtle" loading={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
        {t('action.more')}
      </Button>
    </div>
  );
}
