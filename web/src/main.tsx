import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { makeRouter } from './app/router';
import { startI18n } from './i18n';
import './ui/styles';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
startI18n().then(
  () => createRoot(root).render(<App router={makeRouter()} />),
  () => {
    // No language came, so this is said in the one that most read.
    root.textContent = 'Rapport could not be loaded. Check the connection, then load this page again.';
  },
);
