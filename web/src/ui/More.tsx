import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from '../i18n';
import { useTableState } from './useTableState';

/** A list that comes in parts, as far as fetching the next one goes. */
export interface Pages {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
  /** What was fetched so far. */
  data?: { pages: readonly unknown[] } | undefined;
}

/** Fetches the next part of a long list. With a name, how many parts there are stands in the address, and they come again after a reload. */
export function More({ pages, name }: { pages: Pages; name?: string | undefined }) {
  const { t } = useTranslation();
  const [{ parts }, put] = useTableState(name);
  const fetched = pages.data?.pages.length ?? 1;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const behind = name !== undefined && fetched < parts && hasNextPage && !isFetchingNextPage;
  // biome-ignore lint/correctness/useExhaustiveDependencies: one part after the other, up to those the address says
  useEffect(() => {
    if (behind) void fetchNextPage();
  }, [behind, fetched]);
  if (!hasNextPage) return null;
  const next = () => {
    void fetchNextPage();
    if (pages.data) put({ parts: fetched + 1 });
  };
  return (
    <div style={{ padding: '0.75rem', textAlign: 'center' }}>
      <Button variant="subtle" loading={isFetchingNextPage} onClick={next}>
        {t('action.more')}
      </Button>
    </div>
  );
}
