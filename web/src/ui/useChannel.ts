import { useCallback } from 'react';
import { useBrandChannels } from '../api/channels';
import { useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';

export interface ChannelWords {
  /** How messages of a brand's channel travel; its id where that is not known, as most channels are called like their kind. */
  kindOf: (id: string) => string;
  /** What people call it: its kind, and its own name where a brand gave it one. */
  nameOf: (id: string) => string;
}

/** The words for a brand's channels: what they are, whatever a brand calls them. */
export function useChannel(): ChannelWords {
  const { t, i18n } = useTranslation();
  const channels = useBrandChannels();
  const kindOf = useCallback((id: string) => channels?.find(one => one.id === id)?.kind ?? id, [channels]);
  const word = (kind: string) => (i18n.exists(`channel.${kind}`) ? (t(`channel.${kind}` as never) as string) : null);
  const nameOf = (id: string) => {
    const kind = kindOf(id);
    const called = word(kind);
    if (called === null) return foreign(id.replaceAll('_', ' '));
    return kind === id ? called : t('deliveries.channel_called', { kind: called, name: id });
  };
  return { kindOf, nameOf };
}
