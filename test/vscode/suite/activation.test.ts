import { strict as assert } from 'node:assert';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';

describe('The extension', () => {
  it('is found and activates', async () => {
    const extension = vscode.extensions.getExtension('millrace.millrace');
    assert.ok(extension, 'VS Code does not know millrace.millrace');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
