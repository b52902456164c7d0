// Which files does a page load? The browser library for a script tag and as a module, each one file, into dist/sdk/.
