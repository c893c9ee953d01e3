import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import {
  formatAgo,
  formatMoney,
  formatNumber,
  formatShare,
  formatSpan,
  formatTime,
  type Money,
  type MoneyStyle,
  type TimeStyle,
  withMoments,
} from './format';

/** The formats of this language, ready to use in a screen. */
export function useFormat() {
  const { i18n } = useTranslation();
  const locale = i18n.language;
  return useMemo(
    () => ({
      locale,
      money: (money: Money, style?: MoneyStyle, signed?: boolean) => formatMoney(money, locale, style, signed),
      number: (value: number) => formatNumber(value, locale),
      share: (value: number) => formatShare(value, locale),
      span: (seconds: number) => formatSpan(seconds, locale),
      time: (value: string, style?: TimeStyle) => formatTime(value, locale, style),
      moments: (text: string) => withMoments(text, locale),
      ago: (value: string, now: number) => formatAgo(value, now, locale),
    }),
    [locale],
  );
}
