import { Skeleton, useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ChartOption } from './echarts';
import { later, NotLoadedNotice } from './later';

/** The colours of this moment, for charts: they cannot read variables of a style sheet themselves. */
export interface Palette {
  ink: string;
  soft: string;
  rule: string;
  sheet: string;
  sans: string;
  planned: string;
  committed: string;
  actual: string;
  forecast: string;
  returned: string;
}

function palette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: read('--ink'),
    soft: read('--ink-soft'),
    rule: read('--rule'),
    sheet: read('--sheet'),
    sans: read('--sans'),
    planned: read('--money-planned'),
    committed: read('--money-committed'),
    actual: read('--money-actual'),
    forecast: read('--money-forecast'),
    returned: read('--money-returned'),
  };
}

interface ChartProps {
  /** Makes the picture from the colours of this moment. Keep it stable with useCallback. */
  option: (palette: Palette) => ChartOption;
  height: number;
  /** What the chart shows, for those who do not see it. */
  label: string;
}

/** A chart; its library is fetched only when one is on the screen. */
export function Chart({ option, height, label }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  const [draw, setDraw] = useState<typeof import('./echarts') | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let wanted = true;
    later(() => import('./echarts')).then(
      module => wanted && setDraw(module),
      () => wanted && setFailed(true),
    );
    return () => {
      wanted = false;
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the palette is read anew when light turns to dark
  useEffect(() => {
    if (!draw || !box.current) return;
    const chart = draw.start(box.current);
    chart.setOption({ animation: false, aria: { enabled: true, label: { description: label } }, ...option(palette()) });
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(box.current);
    return () => {
      observer.disconnect();
      chart.dispose();
    };
  }, [draw, option, label, scheme]);
  if (failed) return <NotLoadedNotice />;
  return (
    <div style={{ height, position: 'relative' }}>
      {draw ? null : <Skeleton height={height} />}
      <div ref={box} role="img" aria-label={label} style={{ position: 'absolute', inset: 0 }} />
    </div>
  );
}
