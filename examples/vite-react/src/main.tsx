// Where does the app begin? The provider hands the visitor to every component below it.

import { DriftAttributesProvider } from 'drift-attribute-proxy/client/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { visitor } from './visitor.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no element with the id root.');

createRoot(root).render(
  <StrictMode>
    <DriftAttributesProvider value={visitor}>
      <App />
    </DriftAttributesProvider>
  </StrictMode>,
);
