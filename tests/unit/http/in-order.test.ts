// Several steps as one handler: each after the other, and whoever comes next hears what they said.

import { describe, expect, it } from '@jest/globals';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import request from 'supertest';
import { inOrder } from '../../../server/http/in-order.ts';

const answerFrom = async (...steps: RequestHandler[]): Promise<string> => {
  const tellError: ErrorRequestHandler = (error, _request, response, _next) => {
    response.send(`failed: ${error.message}`);
  };
  const app = express()
    .use(inOrder(steps))
    .use((_request, response) => {
      response.send(`after ${response.locals['taken'] ?? 'none'}`);
    })
    .use(tellError);
  return (await request(app).get('/')).text;
};

const step =
  (name: string): RequestHandler =>
  (_request, response, next) => {
    response.locals['taken'] = `${response.locals['taken'] ?? ''}${name}`;
    next();
  };
const never: RequestHandler = (_request, response) => {
  response.send('it went on');
};

describe('steps in order', () => {
  it('are taken one after the other, then whatever comes after them', async () => {
    expect(await answerFrom(step('a'), step('b'), step('c'))).toBe('after abc');
  });

  it('may be none', async () => {
    expect(await answerFrom()).toBe('after none');
  });

  it('go on when a step says that nothing failed', async () => {
    const fine: RequestHandler = (_request, _response, next) => next(null);
    expect(await answerFrom(fine, step('b'))).toBe('after b');
  });

  it.each<[string, RequestHandler]>([
    ['told', (_request, _response, next) => next(new Error('told'))],
    [
      'thrown',
      () => {
        throw new Error('thrown');
      },
    ],
  ])('end with an error that is %s', async (how, failing) => {
    expect(await answerFrom(step('a'), failing, never)).toBe(`failed: ${how}`);
  });

  it('end with a step that answers', async () => {
    expect(await answerFrom(step('a'), never, step('c'))).toBe('it went on');
  });
});
