import { type ReactNode, useEffect } from 'react';
import { type Knot, Thread } from './Thread';

interface PageProps {
  title: string;
  /** The way from the company to here, if this screen hangs on the plan. */
  thread?: readonly Knot[] | undefined;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** Every screen: where one is, what it is called, what one can do, then the content. */
export function Page({ title, thread, lead, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Rapport`;
  }, [title]);
  return (
    <div className="page">
      {thread && thread.length > 1 ? <Thread knots={thread} /> : null}
      <header className="page-head">
        <div className="grow">
          <h1>{title}</h1>
          {lead ? <div className="lead">{lead}</div> : null}
        </div>
        {actions ? <div className="row">{actions}</div> : null}
      </header>
      {children}
    </div>
  );
}

interface PanelProps {
  title?: string | undefined;
  aside?: ReactNode;
  children: ReactNode;
  /** Content that reaches the edges, such as a table. */
  flush?: boolean;
}

/** A sheet of paper on the page. */
export function Panel({ title, aside, children, flush }: PanelProps) {
  return (
    <section className={flush ? 'panel flush' : 'panel'} aria-label={title}>
      {title ? (
        <div className="panel-head">
          <h2>{title}</h2>
          {aside}
        </div>
      ) : null}
      {children}
    </section>
  );
}
