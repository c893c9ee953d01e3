import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { makeRouter } from './app/router';
import { allWords, startI18n } from './i18n';
import { patiently } from './ui/later';
import './ui/styles';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
startI18n().then(
  () => {
    createRoot(root).render(<App router={makeRouter()} />);
    // The first screen does not wait for them, and what does asks again.
    patiently(allWords).catch(() => undefined);
  },
  () => {
    // No language came, so this is said in the one that most read.
    root.textContent = 'Rapport could not be loaded. Check the connection, then load this page again.';
  },
);
