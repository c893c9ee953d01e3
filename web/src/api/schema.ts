// Generated from openapi.json by `npm run gen`. Do not edit.

export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * It answers.
         * @description Permission: asked by monitors and load balancers; says only that it answers.
         */
        get: operations["healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figures for Prometheus.
         * @description Permission: asked by Prometheus, which has no account; holds no personal data.
         */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether it makes progress.
         * @description Permission: asked by monitors and load balancers; says only whether it makes progress.
         */
        get: operations["readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/scim/v2/Groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The teams, as far as a filter fits them.
         * @description Permission: asked at the company.
         */
        get: operations["scim_groups"];
        put?: never;
        /**
         * Makes a team.
         * @description Permission: asked at the company; a company's directory, by the token of a program's account.
         */
        post: operations["create_scim_group"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/scim/v2/Groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One team.
         * @description Permission: asked at the company.
         */
        get: operations["scim_group"];
        /**
         * Takes over a team's name and members.
         * @description Permission: asked at the company; a company's directory, by the token of a program's account.
         */
        put: operations["replace_scim_group"];
        post?: never;
        /**
         * Removes a team that holds no roles.
         * @description Permission: asked at the company; a company's directory, by the token of a program's account.
         */
        delete: operations["remove_scim_group"];
        options?: never;
        head?: never;
        /**
         * Changes a team's name or members.
         * @description Permission: asked at the company; a company's directory, by the token of a program's account.
         */
        patch: operations["change_scim_group"];
        trace?: never;
    };
    "/scim/v2/ServiceProviderConfig": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What of SCIM is spoken here.
         * @description Permission: asked at the company.
         */
        get: operations["scim_config"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/scim/v2/Users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The people who work here, as far as a filter fits them.
         * @description Permission: asked at the company.
         */
        get: operations["scim_users"];
        put?: never;
        /**
         * Makes an account, and invites its person by mail.
         * @description Permission: asked at the company; a company's directory, by the token of a program's account.
         */
        post: operations["create_scim_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/scim/v2/Users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One person.
         * @description Permission: asked at the company.
         */
        get: operations["scim_user"];
        /**
         * Takes over what the directory says of a person now.
         * @description Permission: asked at the company; a company's directory, by the token of a program's account.
         */
        put: operations["replace_scim_user"];
        post?: never;
        /**
         * Closes an account for good. It stays as the author of what it did.
         * @description Permission: asked at the company; a company's directory, by the token of a program's account.
         */
        delete: operations["remove_scim_user"];
        options?: never;
        head?: never;
        /**
         * Changes a person; `active: false` signs them out of everything before the answer.
         * @description Permission: asked at the company; a company's directory, by the token of a program's account.
         */
        patch: operations["change_scim_user"];
        trace?: never;
    };
    "/v1/a": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The same as `POST /v1/alias`, by the name that clients in browsers use.
         * @description Permission: a source's write key, judged by what the source was given.
         */
        post: operations["alias_short"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alias": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * States that two ids belong to one person.
         * @description Permission: a source's write key, judged by what the source was given.
         */
        post: operations["alias"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approval-links/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answers in the name of the one to whom a mail's link was sent; the link is good once.
         * @description Permission: a mail's link speaks for whom it was sent to, with the rights of that moment.
         */
        post: operations["answer_by_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approval-links/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What waits for the one to whom a mail's link was sent. Nothing is decided by looking.
         * @description Permission: a mail's link speaks for whom it was sent to, with the rights of that moment.
         */
        post: operations["look_by_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approval-templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every template, by id.
         * @description Permission: asked at the company.
         */
        get: operations["approval_templates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approval-templates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Keeps a template; approvals under way keep the one they began by.
         * @description Permission: asked at the company.
         */
        put: operations["put_approval_template"];
        post?: never;
        /**
         * Removes a template: things of its kind are asked for by the next one above, or of whoever decides alone.
         * @description Permission: asked at the company.
         */
        delete: operations["drop_approval_template"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Approvals under way, or those that ended in the last 90 days, newest first.
         * @description Permission: asked anywhere, and the answer holds only what one may see.
         */
        get: operations["approvals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One approval with the thing itself, its stages and its history.
         * @description Permission: asked where the approval stands.
         */
        get: operations["approval"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Says yes. The last yes sets it going: exactly the version that was seen goes live, or the budget is moved, before the answer.
         * @description Permission: asked where the approval stands; only whom it asks, never its author.
         */
        post: operations["approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals/{id}/delegate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Asks somebody else, too, in place of one's own answer.
         * @description Permission: asked where the approval stands; only whom it asks.
         */
        post: operations["delegate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Says no, with a reason; that ends the approval.
         * @description Permission: asked where the approval stands; only whom it asks, never its author.
         */
        post: operations["reject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals/{id}/remind": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reminds those for whom it waits.
         * @description Permission: asked where the approval stands.
         */
        post: operations["remind"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes the request back. Whoever made it or owns the thing may.
         * @description Permission: asked where the approval stands; only whose request it is.
         */
        post: operations["withdraw_approval"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/b": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The same as `POST /v1/batch`, by the name that clients in browsers use.
         * @description Permission: a source's write key, judged by what the source was given.
         */
        post: operations["batch_short"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/backtests/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The state of a back-test.
         * @description Permission: asked where the backtest stands.
         */
        get: operations["backtest"];
        put?: never;
        post?: never;
        /**
         * Ends a back-test.
         * @description Permission: asked where the backtest stands.
         */
        delete: operations["cancel_backtest"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/backup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether a backup is being taken, and the last one.
         * @description Permission: asked at the company.
         */
        get: operations["backup"];
        put?: never;
        /**
         * Begins to take a backup; ask with `GET` how it goes.
         * @description Permission: asked at the company.
         */
        post: operations["take_backup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Several messages at once.
         * @description Permission: a source's write key, judged by what the source was given.
         */
        post: operations["batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/branches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All branches; for staff, their own.
         * @description Permission: asked anywhere, and the answer holds only what one may see.
         */
        get: operations["branches"];
        put?: never;
        /**
         * Adds a branch.
         * @description Permission: asked at the company.
         */
        post: operations["create_branch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/branches/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Closes a branch: its staff are signed out, its open prompts expire, and no message goes there any more.
         * @description Permission: asked where the branch stands.
         */
        post: operations["close_branch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/branches/{id}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes a new sign-in for the branch's phone; the one before ends.
         * @description Permission: asked where the branch stands.
         */
        post: operations["branch_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/branches/{id}/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The branch's page as it changes: server-sent events named `board`.
         * @description Permission: asked where the branch stands.
         */
        get: operations["branch_live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/branches/{id}/prompts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The branch's page: prompts open and ended.
         * @description Permission: asked where the branch stands.
         */
        get: operations["prompts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/branches/{id}/prompts/{send_key}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The staff's answer to a prompt.
         * @description Permission: asked where the branch stands.
         */
        post: operations["answer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/branches/{id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Opens a closed branch again; its phones need a new sign-in.
         * @description Permission: asked where the branch stands.
         */
        post: operations["reopen_branch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/brands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every brand in short: its name, currency, time zone and purposes.
         * @description Permission: asked anywhere, and the answer holds only what one may see.
         */
        get: operations["brands"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/brands/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One brand with its settings.
         * @description Permission: asked where the brand stands.
         */
        get: operations["brand"];
        /**
         * Sets a brand's settings; makes the brand if it is new.
         * @description Permission: asked where the brand stands.
         */
        put: operations["set_brand"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every kind of channel, and the channels of all brands.
         * @description Permission: asked at the company.
         */
        get: operations["channels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels/{kind}/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Sets how messages of a kind leave the house, where that is a matter of names and values.
         * @description Permission: asked at the company.
         */
        put: operations["set_channel"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels/{kind}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tries whether messages of a kind could be carried out now; none is sent.
         * @description Permission: asked at the company.
         */
        post: operations["try_channel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Records a declaration of will; a withdrawal is in force everywhere before this answers.
         * @description Permission: asked at the company; a write key is judged by what its source was given.
         */
        post: operations["declare"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Finds customers by an identifier, or by text as shown on a screen; without either, those seen last.
         * @description Permission: asked at the company; finds by identifiers.
         */
        get: operations["customers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One customer, as known now.
         * @description Permission: asked at the company; names only with customer.read_identity.
         */
        get: operations["customer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{id}/claims": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decides about an identifier a public source reported for this customer: from now on they are known by it, or saying it again
         *     changes nothing.
         * @description Permission: asked at the company.
         */
        post: operations["decide_claim"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{id}/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What holds, and every declaration with its proof.
         * @description Permission: asked at the company; each consent names the address it is about.
         */
        get: operations["customer_consents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{id}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erases this person.
         * @description Permission: asked at the company.
         */
        post: operations["erase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything held about this person.
         * @description Permission: asked at the company.
         */
        get: operations["export_customer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{id}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Links for this person to the public pages.
         * @description Permission: asked at the company.
         */
        get: operations["links"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{id}/merges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which customers became this one, and why.
         * @description Permission: asked at the company; each merge names identifiers.
         */
        get: operations["merges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{id}/part": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undoes a wrong merge: what the customer was wrongly known by becomes a customer of its own, who is the answer. What happened stays
         *     where it is; a no of which no one knows whose it was holds for both.
         * @description Permission: asked at the company.
         */
        post: operations["part"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything that happened, newest first, over all touchpoints.
         * @description Permission: asked at the company.
         */
        get: operations["timeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{id}/why": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why did this person (not) get something of this journey?
         * @description Permission: asked where that stands which the request names; names only with customer.read_identity.
         */
        get: operations["why"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What to show this person at this place now, with reasons.
         * @description Permission: a source's write key, judged by what the source was given.
         */
        post: operations["decide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Deliveries by where they stand, newest first. Finished ones are listed for 90 days.
         * @description Permission: asked anywhere, and the answer holds only what one may see; names only with customer.read_identity.
         */
        get: operations["deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{send_key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One message to one person, with everything on record.
         * @description Permission: asked where the delivery stands; names only with customer.read_identity.
         */
        get: operations["delivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{send_key}/mail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The HTML part of an e-mail as it was sent, to be looked at in a frame.
         * @description Permission: asked where the delivery stands; a mail says whom it is to.
         */
        get: operations["mail_copy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{send_key}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Closes an unknown delivery by what a person found out.
         * @description Permission: asked where the delivery stands.
         */
        post: operations["resolve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes a file and looks at it: how it is written, its columns with examples, and what they seem to hold, or held by the mapping of the
         *     last file like it. Nothing is brought in yet. The file is kept for an hour, or until it is dropped.
         * @description Permission: asked at the company.
         */
        post: operations["upload_file"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A file: where it stands, and what became of its rows.
         * @description Permission: asked at the company.
         */
        get: operations["file"];
        put?: never;
        post?: never;
        /**
         * Drops a file. What came in of it stays in.
         * @description Permission: asked at the company.
         */
        delete: operations["drop_file"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files/{id}/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Brings a file in: each row counts once in its series. The answer comes at once; `state` says when it is done.
         * @description Permission: asked at the company.
         */
        post: operations["import_file"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files/{id}/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Looks at a file again, read as the request describes; what its columns hold is guessed anew.
         * @description Permission: asked at the company.
         */
        post: operations["look_at_file"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files/{id}/refused": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All rows of the last import with which something is wrong, with the reasons.
         * @description Permission: asked at the company; rows as they were, names and all.
         */
        get: operations["refused_rows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files/{id}/try": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tries a file out: every row is judged by the rules that it would be brought in by, and nothing is kept. The answer comes at once;
         *     `state` says when it is done.
         * @description Permission: asked at the company.
         */
        post: operations["try_file"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/g": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The same as `POST /v1/group`, by the name that clients in browsers use.
         * @description Permission: a source's write key, judged by what the source was given.
         */
        post: operations["group_short"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/group": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * States which group a person belongs to.
         * @description Permission: a source's write key, judged by what the source was given.
         */
        post: operations["group"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether nothing is sent, why, and what would go out if the hold were lifted.
         * @description Permission: asked at the company.
         */
        get: operations["hold"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/hold/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lifts the hold: what is due goes out.
         * @description Refused as a conflict if something else would go out than was seen.
         *
         *     Permission: asked at the company.
         */
        post: operations["release_hold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/i": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The same as `POST /v1/identify`, by the name that clients in browsers use.
         * @description Permission: a source's write key, judged by what the source was given.
         */
        post: operations["identify_short"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/identify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Records who a person is and what is known about them.
         * @description Permission: a source's write key, judged by what the source was given.
         */
        post: operations["identify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Several messages from the past at once: the same as a batch. The answer waits until the books have processed the orders, and `warnings` names those that do not count as they were sent. A dry run judges by the same rules and keeps nothing.
         * @description Permission: a source's write key, judged by what the source was given.
         */
        post: operations["import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inbound/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes in one thing that came back: a returned mail with a bounce, a complaint, an automatic reply; or what a mail service knows of it,
         *     as JSON (Amazon SES, by Amazon SNS or as it is).
         * @description Permission: asked at the company; a write key is judged by what its source was given.
         */
        post: operations["inbound"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every journey in short: its name, state, newest version and draft.
         * @description Permission: asked anywhere, and the answer holds only what one may see.
         */
        get: operations["journeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journeys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One journey with its versions.
         * @description Permission: asked where the journey stands.
         */
        get: operations["journey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journeys/{id}/backtests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The back-tests since the last start, newest first.
         * @description Permission: asked where that stands which the request names.
         */
        get: operations["backtests"];
        put?: never;
        /**
         * Replays the log through a document; nothing is sent.
         * @description Permission: asked where that stands which the request names.
         */
        post: operations["start_backtest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journeys/{id}/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Live figures per step.
         * @description Permission: asked where the journey stands.
         */
        get: operations["counts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journeys/{id}/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Saves a draft, also an unfinished one.
         * @description Permission: asked where that stands which the request names.
         */
        put: operations["draft"];
        post?: never;
        /**
         * Throws the draft away. A journey that was never published is gone with it; versions stay.
         * @description Permission: asked where the journey stands.
         */
        delete: operations["drop_draft"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journeys/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pauses: at once, also what is queued.
         * @description Permission: asked where the journey stands.
         */
        post: operations["pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journeys/{id}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publishes a document as a new version, if its publisher decides alone on what it is expected to cost; else asks for its release.
         * @description Permission: asked where that stands which the request names.
         */
        post: operations["publish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journeys/{id}/publish/outlook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What publishing would cost and whom it would ask; nothing is published.
         * @description Permission: asked where that stands which the request names.
         */
        post: operations["publish_outlook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journeys/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Goes on after a pause.
         * @description Permission: asked where the journey stands; sets it going again.
         */
        post: operations["resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journeys/{id}/steps/{step}/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who waits at a step now, or came by, newest first.
         * @description Permission: asked where the journey stands; names only with customer.read_identity.
         */
        get: operations["people_at_step"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journeys/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stops for good: everybody leaves, nothing queued is sent.
         * @description Permission: asked where the journey stands.
         */
        post: operations["stop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journeys/{id}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One version with its document.
         * @description Permission: asked where the journey stands.
         */
        get: operations["version"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journeys/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Checks a document and explains it in plain sentences; nothing is stored.
         * @description Permission: asked anywhere, and the answer holds only what one may see.
         */
        post: operations["check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journeys/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes a document's messages with sample data, as they would be sent; nothing is stored or sent.
         * @description Permission: asked anywhere, and the answer holds only what one may see.
         */
        post: operations["preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journeys/schema": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The JSON Schema of journey documents.
         * @description Permission: the schema is the same for everybody and stands in the documentation.
         */
        get: operations["journey_schema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every limit, in the order in which they were set.
         * @description Permission: asked at the company.
         */
        get: operations["limits"];
        put?: never;
        /**
         * Sets a limit, in place of the one for the same.
         * @description Permission: asked at the company; only what one could give at its place.
         */
        post: operations["set_limit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/limits/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Takes a limit back.
         * @description Permission: asked at the company; only what one could give at its place.
         */
        delete: operations["remove_limit"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/limits/own": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The caller's own limits, and those of roles they hold: to be known before they act.
         * @description Permission: everybody's own limits.
         */
        get: operations["own_limits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is happening now: server-sent events named `entry`, preceded by recent entries if requested.
         * @description Permission: asked anywhere, and the answer holds only what one may see; names only with customer.read_identity.
         */
        get: operations["live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How mail leaves the house.
         * @description Permission: asked at the company.
         */
        get: operations["mail"];
        /**
         * Sets how mail leaves the house.
         * @description Permission: asked at the company; links by which people sign in leave by it.
         */
        put: operations["set_mail"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mail/dkim-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes an RSA and an Ed25519 key, which sign from now on beside the ones there are.
         * @description Publish their records, then remove the old keys: a signature whose record is not there yet does no harm.
         *
         *     Permission: asked at the company.
         */
        post: operations["make_dkim_keys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mail/dkim-keys/{selector}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Removes a signing key: mail no longer carries its signature.
         * @description Permission: asked at the company.
         */
        delete: operations["remove_dkim_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mail/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Connects to the mail server and signs in; no mail is sent.
         * @description Permission: asked at the company.
         */
        post: operations["try_mail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/my-day": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What waits for the caller, what they wait for, and how much of it is late.
         * @description Permission: asked anywhere, and the answer holds only what one may see.
         */
        get: operations["my_day"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/obligations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Erasures, withdrawals and exports under way, the longest waiting first. An export that failed stays until it was handed over.
         * @description Permission: asked at the company.
         */
        get: operations["obligations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sales, newest first. A part may be empty although another follows: of someone who sees few orders, only so many are looked through.
         * @description Permission: asked anywhere, and the answer holds only what one may see; names only with customer.read_identity.
         */
        get: operations["orders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One sale, and which activities are credited with it.
         * @description Permission: asked where the order stands.
         */
        get: operations["order"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The first screen: the five kinds of money of every node, and what changed.
         * @description Permission: asked anywhere, and the answer holds only what one may see.
         */
        get: operations["overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/p": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The same as `POST /v1/page`, by the name that clients in browsers use.
         * @description Permission: a source's write key, judged by what the source was given.
         */
        post: operations["page_short"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/page": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A web page was seen.
         * @description Permission: a source's write key, judged by what the source was given.
         */
        post: operations["page"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/password-links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sends a link to set another password, if this address has an account. The answer is the same for every address, and comes as fast.
         * @description Permission: who forgot a password is nobody yet.
         */
        post: operations["request_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/password-links/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a link is for, without using it up: link scanners may look.
         * @description Permission: the link says who may look.
         */
        post: operations["look_at_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/password-links/use": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sets a password by a link and signs in. A link is not the second factor: an account that has one is asked for a code, too.
         * @description Permission: the link says who may set a password.
         */
        post: operations["use_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everybody who works here, by name; closed accounts at the end.
         * @description Permission: asked at the company.
         */
        get: operations["people"];
        put?: never;
        /**
         * Adds a person, who is invited by mail; without an address, an account of a program with a token.
         * @description Permission: asked at the company.
         */
        post: operations["create_person"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/people/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Closes an account; everything of it that is signed in ends before the answer.
         * @description Permission: asked at the company.
         */
        delete: operations["remove_person"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/people/{id}/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Gives an account that came by a token alone an address, and sends its owner a link to set a password.
         * @description Permission: asked at the company; and everything the person holds.
         */
        put: operations["give_email"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/people/{id}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erases who somebody was whose account is closed: name, address and what the trace keeps of them. What they did stays in the trace, by a
         *     number that says nothing, and the books keep the name of an author.
         * @description Permission: asked at the company; and everything the person holds.
         */
        post: operations["erase_person"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/people/{id}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sends a new link to set a password, or makes a program's token anew; the ones before are good no more.
         * @description Permission: asked at the company; and everything the person holds.
         */
        post: operations["person_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/people/{id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Opens a closed account again, with the roles it had.
         * @description Permission: asked at the company; and everything the person holds.
         */
        post: operations["reopen_person"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/people/{id}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives somebody a role.
         * @description Permission: asked at the company; and everything the role allows.
         */
        post: operations["give_role"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/people/{id}/roles/{grant}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Takes a role back.
         * @description Permission: asked at the company; and everything the role allows.
         */
        delete: operations["withdraw_role"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/people/{id}/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Takes the second factor of somebody away who lost it together with the recovery codes.
         * @description Permission: asked at the company; and everything the person holds.
         */
        delete: operations["remove_person_factor"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/people/{id}/superior": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Says whom somebody reports to: who is asked where they do not answer.
         * @description Permission: asked at the company.
         */
        put: operations["set_superior"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The whole tree as of a moment.
         * @description Permission: asked anywhere, and the answer holds only what one may see.
         */
        get: operations["plan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plan/actuals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Books actuals from a CSV file or a spreadsheet (XLSX): one row is one line of an invoice, which is booked once, on its invoice's day.
         * @description Permission: asked at the company.
         */
        post: operations["actuals"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plan/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What changed since a moment.
         * @description Permission: asked anywhere, and the answer holds only what one may see.
         */
        get: operations["changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plan/nodes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Adds a node.
         * @description Permission: asked where that stands which the request names.
         */
        post: operations["create_node"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plan/nodes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One node with its children and its last 30 days.
         * @description Permission: asked where the node stands.
         */
        get: operations["node"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Changes a node's name, owner, brand or dates.
         * @description Permission: asked where the node stands.
         */
        patch: operations["change_node"];
        trace?: never;
    };
    "/v1/plan/nodes/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Puts a closed node away, with all below it, once nothing is committed there: lists leave it out, sums keep it.
         * @description Permission: asked where the node stands.
         */
        post: operations["archive_node"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plan/nodes/{id}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a node became what it is, and what was moved to it and away from it; newest first, at most 200.
         * @description Permission: asked where the node stands.
         */
        get: operations["node_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plan/nodes/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Closes a node and all below it: no budget comes or goes, nothing new is paid for; what is under way still lands.
         * @description Permission: asked where the node stands.
         */
        post: operations["close_node"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plan/nodes/{id}/close_books": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Closes a plan's books up to and with a day: nothing is decided or dated into it any more, and what happened then and is told
         *     later counts on the first open day. They can be closed further, and never be opened again.
         * @description Permission: asked where the node stands.
         */
        post: operations["close_books"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plan/nodes/{id}/effect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What contact brought, against the hold-out, with interval.
         * @description Permission: asked where the node stands.
         */
        get: operations["effect"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plan/nodes/{id}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Moves a node, with all below it and all its figures, under another parent.
         * @description Permission: asked where the node stands; asked at the node and at the new parent.
         */
        post: operations["move_node"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plan/nodes/{id}/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The ledger records behind a node's figures, with everything below it.
         * @description Permission: asked where the node stands.
         */
        get: operations["records"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plan/nodes/{id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Opens a closed node again.
         * @description Permission: asked where the node stands.
         */
        post: operations["reopen_node"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plan/nodes/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Brings an archived node back; it is still closed.
         * @description Permission: asked where the node stands.
         */
        post: operations["restore_node"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plan/transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Moves budget, if the caller decides alone on so much; else asks for its release. Both sides are booked or none.
         * @description Permission: asked where that stands which the request names; up to the limit.
         */
        post: operations["transfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plan/unbooked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened and is not in the books: newest first, at most 500.
         * @description Permission: asked at the company.
         */
        get: operations["unbooked"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plan/unbooked/dismiss": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Leaves something unbooked for good. It stays in the list of what was left unbooked, with who decided it and why.
         * @description Permission: asked at the company.
         */
        post: operations["dismiss_unbooked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plan/unbooked/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tries to book what waits once more, such as after the missing activity was added. What is refused again waits on.
         * @description Permission: asked at the company.
         */
        post: operations["retry_unbooked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/printers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every receipt printer with its branch and address.
         * @description Permission: asked at the company.
         */
        get: operations["printers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/printers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Adds or changes a printer.
         * @description Permission: asked at the company.
         */
        put: operations["set_printer"];
        post?: never;
        /**
         * Takes a printer out; its branch prints no texts any more.
         * @description Permission: asked at the company.
         */
        delete: operations["remove_printer"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/printers/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Asks the printer how it is; nothing is printed.
         * @description Permission: asked at the company.
         */
        post: operations["try_printer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What one says of oneself, and what one holds.
         * @description Permission: everybody's own account.
         */
        get: operations["profile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Changes what one says of oneself. What was done keeps the name it was done under.
         * @description Permission: everybody's own account.
         */
        patch: operations["change_profile"];
        trace?: never;
    };
    "/v1/profile/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One's passkeys, the oldest first.
         * @description Permission: everybody's own account.
         */
        get: operations["passkeys"];
        put?: never;
        /**
         * Takes the passkey that a device has made, unless the password was changed since it was begun.
         * @description Permission: everybody's own account.
         */
        post: operations["add_passkey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/profile/passkeys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Takes a passkey away; browsers that it opened are signed out.
         * @description Permission: everybody's own account.
         */
        delete: operations["remove_passkey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/profile/passkeys/begin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begins a passkey: what `navigator.credentials.create` takes. It counts when what that answers was sent, within five minutes.
         * @description Permission: everybody's own account.
         */
        post: operations["begin_passkey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/profile/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Changes the password; every other browser that is signed in ends.
         * @description Permission: everybody's own account.
         */
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/profile/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begins a second factor: what an authenticator app needs. It counts when a code of it was sent.
         * @description Permission: everybody's own account.
         */
        post: operations["begin_factor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/profile/second-factor/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes the second factor that was begun, by a first code of it; answers with recovery codes.
         * @description Permission: everybody's own account.
         */
        post: operations["confirm_factor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/profile/second-factor/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes one's second factor away.
         * @description Permission: everybody's own account.
         */
        post: operations["remove_factor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/profile/working": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How one works: when one is away and who answers meanwhile, whose holidays one has.
         * @description Permission: everybody's own.
         */
        get: operations["working"];
        /**
         * Says how one works, in place of what one said before.
         * @description Permission: everybody's own.
         */
        put: operations["set_working"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{write_key}/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What Segment's client for browsers asks for before it sends anything: that everything goes here.
         * @description Permission: asked by pages before they send anything; holds nothing but the address.
         */
        get: operations["client_settings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The roles that can be given, with what each allows.
         * @description Permission: asked at the company.
         */
        get: operations["roles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/s": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The same as `POST /v1/screen`, by the name that clients in browsers use.
         * @description Permission: a source's write key, judged by what the source was given.
         */
        post: operations["screen_short"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/screen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An app screen was seen.
         * @description Permission: a source's write key, judged by what the source was given.
         */
        post: operations["screen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is signed in.
         * @description Permission: everybody may know who they are.
         */
        get: operations["who_am_i"];
        put?: never;
        /**
         * Signs in by address and password: sets a cookie that scripts cannot read. The recovery key and a branch's link open a browser too,
         *     which ends with them; the token of a person's or a program's opens none.
         * @description Permission: who signs in is nobody yet.
         */
        post: operations["sign_in"];
        /**
         * Ends the browser session of the cookie that is sent; a bearer token stays what it is.
         * @description Permission: everybody may leave.
         */
        delete: operations["sign_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Signs in by a passkey, without a password and without a code: sets a cookie that scripts cannot read.
         * @description Permission: who signs in is nobody yet.
         */
        post: operations["passkey_sign_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session/passkey/begin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begins signing in by a passkey: what `navigator.credentials.get` takes.
         * @description Permission: who signs in is nobody yet.
         */
        post: operations["begin_passkey_sign_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The browsers in which one is signed in, the last used first.
         * @description Permission: everybody's own sessions.
         */
        get: operations["sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Ends one of them.
         * @description Permission: everybody's own sessions.
         */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/set-aside": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Work that was given up after several tries: at most 500 of it.
         * @description Permission: asked at the company.
         */
        get: operations["set_aside"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/set-aside/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tries it once more, such as after what stood in the way was mended. The log is read from its beginning for it, which
         *     takes a while; what fails again stays set aside.
         * @description Permission: asked at the company.
         */
        post: operations["retry_set_aside"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes the first administrator and signs them in. The key stays a recovery key until its account is closed.
         * @description Permission: asked at the company; only by the recovery key, before anybody has an account.
         */
        post: operations["set_up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every source of events with its rights and what of its events could not be read.
         * @description Permission: asked anywhere, and the answer holds only what one may see.
         */
        get: operations["sources"];
        put?: never;
        /**
         * Adds a source and makes its write key.
         * @description Permission: asked where that stands which the request names.
         */
        post: operations["create_source"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Changes a source's name, rights, origins or whether it is active; what is left out stays.
         * @description Permission: asked where the source stands.
         */
        patch: operations["change_source"];
        trace?: never;
    };
    "/v1/sources/{id}/key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes a new write key; the one before ends.
         * @description Permission: asked where the source stands.
         */
        post: operations["new_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the last look at everything on the disk found.
         * @description Permission: asked at the company.
         */
        get: operations["stores"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begins to look at everything on the disk; ask with `GET` how it goes.
         * @description Permission: asked at the company.
         */
        post: operations["check_stores"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppressions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Records that a person must not be contacted; in force everywhere before this answers.
         * @description Permission: asked at the company; a write key is judged by what its source was given.
         */
        post: operations["suppress"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/t": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The same as `POST /v1/track`, by the name that clients in browsers use.
         * @description Permission: a source's write key, judged by what the source was given.
         */
        post: operations["track_short"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/teams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every team, by name.
         * @description Permission: asked at the company.
         */
        get: operations["teams"];
        put?: never;
        /**
         * Makes a team.
         * @description Permission: asked at the company.
         */
        post: operations["create_team"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/teams/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Changes a team's name and members.
         * @description Permission: asked at the company.
         */
        put: operations["change_team"];
        post?: never;
        /**
         * Removes a team that holds no roles.
         * @description Permission: asked at the company.
         */
        delete: operations["remove_team"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/teams/{id}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives everybody in a team a role, for as long as they are in it.
         * @description Permission: asked at the company.
         */
        post: operations["give_team_role"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/teams/{id}/roles/{grant}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Takes a role of a team back.
         * @description Permission: asked at the company.
         */
        delete: operations["withdraw_team_role"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One's tokens for programs, the last used first.
         * @description Permission: everybody's own tokens.
         */
        get: operations["tokens"];
        put?: never;
        /**
         * Makes a token for a program: it may do what stands in it and what its owner may, whichever is less.
         * @description Permission: everybody's own tokens; never more than they may.
         */
        post: operations["create_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Takes a token away; the program that has it is out at once.
         * @description Permission: everybody's own tokens.
         */
        delete: operations["remove_token"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was changed, by whom and why; newest first.
         * @description Permission: asked at the company.
         */
        get: operations["trace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trace/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Takes lines out, the newest first, at most 100 000: as comma-separated values, or as JSON with one object a line.
         * @description Permission: asked at the company.
         */
        get: operations["export_trace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trace/story": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The whole story of one object, newest first, for everybody who may see the object.
         * @description Permission: asked with the permission that shows the object it names.
         */
        get: operations["story"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/track": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Records what a person did.
         * @description Permission: a source's write key, judged by what the source was given.
         */
        post: operations["track"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/vouchers/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Looks a voucher up by its code: its pool, its state, and what it is worth.
         * @description Permission: asked where the voucher stands; a write key is judged by what its source was given.
         */
        get: operations["voucher"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/vouchers/pools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every pool with what was issued and redeemed.
         * @description Permission: asked anywhere, and the answer holds only what one may see.
         */
        get: operations["pools"];
        put?: never;
        /**
         * Adds a pool.
         * @description Permission: asked where that stands which the request names.
         */
        post: operations["create_pool"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/vouchers/pools/{pool}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Closes a pool: it gives no more codes, and those that were given stay good.
         * @description Permission: asked where the voucher pool stands.
         */
        post: operations["close_pool"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/vouchers/pools/{pool}/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Adds codes made elsewhere.
         * @description Permission: asked where the voucher pool stands.
         */
        post: operations["import_codes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/vouchers/pools/{pool}/given": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Adds codes that were given to people elsewhere, such as in a letter: from now on they can be redeemed, and what they promise is
         *     committed.
         * @description Permission: asked where the voucher pool stands.
         */
        post: operations["hand_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/vouchers/pools/{pool}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lets a closed pool give codes again.
         * @description Permission: asked where the voucher pool stands.
         */
        post: operations["reopen_pool"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/vouchers/redeem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Redeems a voucher at an order; no race redeems it twice.
         * @description Permission: asked at the company; a write key is judged by what its source was given.
         */
        post: operations["redeem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/vouchers/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes a redemption back, also one that has not come yet: it then takes nothing when it comes.
         * @description Permission: asked at the company; a write key is judged by what its source was given.
         */
        post: operations["rollback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/vouchers/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Whether a voucher would count for this basket; changes nothing.
         * @description Permission: asked at the company; a write key is judged by what its source was given.
         */
        post: operations["validate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description The events are on disk (in a dry run: they would be taken). */
        Accepted: {
            /** @description After an import: says where its messages stand, and what stands there. A later dry run takes it among its `checkpoints`. */
            checkpoint?: string | null;
            /**
             * @description In a dry run: which of its `checkpoints`, from 0, the server does not hold any more, because a backup was restored or records were
             *     lost. What came in with them is not in: it has to be sent again.
             */
            lost?: number[];
            /** @description Which messages of a batch, from 0, were known already by their `messageId`, and changed nothing. */
            repeated?: number[];
            /** @description In a dry run: a mark of who speaks, another one for each source of each installation. Whoever keeps what is in keeps it for this. */
            source?: string | null;
            /** @description Always true: what is not durable is not answered with 200. */
            success: boolean;
            /**
             * @description What could not be read and so counts as absent, and words about orders that will not count; the event itself is kept, unless
             *     nothing else named anybody.
             */
            warnings?: components["schemas"]["Warning"][];
        };
        /**
         * @description What the person did. A double opt-in is confirmed on the public page only: no one can confirm for someone else.
         * @enum {string}
         */
        ActInput: "notice" | "grant" | "request_confirmation" | "withdraw" | "object";
        /** @description What became of a file of actuals, or would. */
        ActualsAnswer: {
            /** @description The same as codes with values. */
            assumed: components["schemas"]["AssumptionSaid"][];
            /**
             * Format: int64
             * @description Rows that are booked now; none in a dry run.
             */
            booked: number;
            /**
             * Format: int64
             * @description Rows that are empty.
             */
            empty: number;
            /** @description How the file was read, where that was guessed. */
            guesses: string[];
            /**
             * Format: int64
             * @description Rows that are in the books already.
             */
            known: number;
            /** @description Rows refused, with reasons. */
            refused: components["schemas"]["RefusedRow"][];
            /** @description The sum of what is booked, or would be, per currency. */
            sums: components["schemas"]["Amount"][];
            /**
             * Format: int64
             * @description Rows that would be booked, in a dry run.
             */
            would_book: number;
        };
        /** @description Why a row of a file of actuals is not booked. */
        ActualsSaid: {
            /** @enum {string} */
            code: "wrong_cells";
            /** Format: int64 */
            columns: number;
            /** Format: int64 */
            has: number;
        } | {
            /** @enum {string} */
            code: "line_too_long";
        } | {
            cell: string;
            /** @enum {string} */
            code: "sum_row";
        } | {
            /** @enum {string} */
            code: "invoice_missing";
        } | {
            /** @enum {string} */
            code: "line_missing";
        } | {
            /** @enum {string} */
            code: "number_too_long";
            field: components["schemas"]["FileFieldCode"];
            /** Format: int64 */
            max: number;
        } | {
            cell: string;
            /** @enum {string} */
            code: "unknown_activity";
        } | {
            cell: string;
            /** @enum {string} */
            code: "bad_amount";
            example: string;
        } | {
            cell: string;
            /** @enum {string} */
            code: "turned_twice";
        } | {
            cell: string;
            /** @enum {string} */
            code: "bad_side";
        } | {
            account: string;
            /** @enum {string} */
            code: "open_accounts";
            contra: string;
        } | {
            cell: string;
            /** @enum {string} */
            code: "other_currency";
            wanted: string;
        } | {
            cell: string;
            /** @enum {string} */
            code: "two_currencies";
            mark: string;
        } | {
            cell: string;
            /** @enum {string} */
            code: "bad_date";
        } | {
            cell: string;
            /** @enum {string} */
            code: "future_date";
        } | {
            /** @enum {string} */
            code: "repeated";
            invoice: string;
            number: string;
            /** Format: int64 */
            row: number;
        } | {
            activity: string;
            booked: components["schemas"]["Amount"];
            /** @enum {string} */
            code: "differs";
            invoice: string;
            number: string;
        } | {
            cell: string;
            /** @enum {string} */
            code: "reversal";
        } | {
            /** @enum {string} */
            code: "other_day";
            day: string;
            invoice: string;
            number: string;
        } | {
            activity: string;
            booked: components["schemas"]["Amount"];
            /** @enum {string} */
            code: "reworded";
            invoice: string;
            text: string;
        } | {
            activity: string;
            booked: components["schemas"]["Amount"];
            /** @enum {string} */
            code: "repriced";
            invoice: string;
            number: string;
            text: string;
        } | {
            /** @enum {string} */
            code: "books_closed";
            until: components["schemas"]["Moment"];
        } | {
            /** @enum {string} */
            code: "sum_too_large";
        } | {
            /** @enum {string} */
            code: "refused";
            reason: string;
        };
        /** @description How interested a person is in something, from behaviour; halves with the brand's half-life. */
        AffinityView: {
            /** @description What the product is called, if a shop sent a name. */
            name?: string | null;
            /**
             * Format: double
             * @description How strongly now; 1 is one fresh visit.
             */
            score: number;
            /**
             * @description To what: a category or a product.
             * @example category:shoes
             */
            topic: string;
        };
        /** @description Several of a kind. */
        All_DayCode: ("friday" | "monday" | "saturday" | "sunday" | "thursday" | "tuesday" | "wednesday")[];
        /** @description Several of a kind. */
        All_IdentifierCode: ("anonymous_id" | "device" | "email" | "loyalty_card" | "phone" | "user_id")[];
        /** @description Several of a kind. */
        All_RefusalCode: ("activity_closed" | "address_invalid" | "after_dot" | "after_dot_answer" | "after_dot_silence" | "already_bought" | "already_inside" | "bad_voucher_code" | "body" | "branch_closed" | "busy" | "cap_reached" | "cap_reserved" | "channel_cap_reached" | "closing" | "connect" | "connection_lost" | "consent_expired" | "consent_for_other_address" | "consent_pending" | "consent_unproven" | "consent_withdrawn" | "content_failed" | "content_invalid" | "content_mjml" | "content_no_subject" | "cover_open" | "cutter" | "data" | "driver_panic" | "entry_condition" | "erased" | "expired" | "fault" | "global_hold_out" | "greeting" | "held" | "hello" | "in_other_journey" | "journey_cap_reached" | "journey_hold_out" | "journey_paused" | "journey_stopped" | "lease_lost" | "link_host" | "link_scheme" | "login" | "login_unprotected" | "lost_midway" | "mail_from" | "mail_not_set_up" | "maybe_sent_before_restore" | "merge_pending" | "merged" | "message_invalid" | "mixed_currency" | "negative_amount" | "network_not_listed" | "never_confirms" | "no_address" | "no_answer" | "no_budget" | "no_consent" | "no_content" | "no_dispatcher" | "no_driver" | "no_printer" | "no_smtputf8" | "not_a_printer" | "not_confirmed" | "objected" | "offline" | "other" | "other_amount" | "paper_out" | "permit_mismatch" | "printer_silent" | "public_cap_reached" | "public_rate" | "quiet_hours" | "rcpt_to" | "re_entry_never" | "re_entry_too_soon" | "restart" | "resumed" | "same_moment" | "sender_invalid" | "sender_missing" | "stale_trigger" | "starting" | "suppressed" | "template_limit" | "template_type" | "tls" | "unknown_activity" | "unknown_brand" | "unknown_channel" | "unknown_purpose" | "unproven_address" | "unreachable" | "unsubscribe_invalid" | "withdrawn")[];
        /** @description Several of a kind. */
        All_String: string[];
        /** @description Money: whole minor units (cents) of one currency. Never a fraction. */
        Amount: {
            /**
             * @description ISO 4217 code.
             * @example EUR
             */
            currency: string;
            /**
             * Format: int64
             * @description Minor units, such as cents; may be negative.
             * @example 1250
             */
            minor: number;
        };
        /** @description The staff's answer. */
        AnswerInput: {
            /** @description The outcome. */
            answer: components["schemas"]["StaffAnswer"];
        };
        /** @description What the caller may do with an approval at this moment. */
        ApprovalActs: {
            /** @description Answer it, at this stage. */
            answer?: string | null;
            /** @description Remind those for whom it waits. */
            remind: boolean;
            /** @description Take the request back. */
            withdraw: boolean;
        };
        /** @description One entry of an approval's history. */
        ApprovalEntry: {
            /** @description In whose name. */
            acting_for: components["schemas"]["PersonNamed"][];
            /**
             * Format: date-time
             * @description By the server's clock.
             */
            at: string;
            by?: components["schemas"]["PersonNamed"] | null;
            /** @description Where in the thing. */
            region?: string | null;
            /** @description What they said: remarks, a reason. */
            text?: string | null;
            /** @description Whom it concerns. */
            to: components["schemas"]["PersonNamed"][];
            /**
             * @description What happened: `requested`, `stage_opened`, `yes`, `approved`, `rejected`, `withdrawn`, `voided`, `reminded`, `escalated`, ...
             * @example yes
             */
            what: string;
        };
        /**
         * @description The sort of thing that is to be released.
         * @enum {string}
         */
        ApprovalKind: "journey" | "reallocation";
        /** @description An answer by a link of a mail; the link is used up by it. */
        ApprovalLinkAnswer: {
            /** @description Whether it is released. */
            approve: boolean;
            /** @description What stands behind the `#` of the link. */
            link: string;
            /** @description Remarks of a yes; the reason of a no, which needs one. */
            text?: string | null;
            /** @description The `version` that was seen. */
            version: string;
        };
        /** @description A link of a mail. */
        ApprovalLinkInput: {
            /** @description What stands behind the `#` of the link. */
            link: string;
        };
        /** @description One stage: who is asked, who has answered, and until when. */
        ApprovalStageView: {
            /** @description Names it within the approval. */
            id: string;
            /** @description What people call it. */
            name: string;
            /**
             * @description `waiting`, `skipped`, `open` or `released`.
             * @example open
             */
            progress: string;
            /**
             * Format: int32
             * @description How many different people have to say yes.
             */
            quorum: number;
            /**
             * Format: date-time
             * @description Since when it is open, or released.
             */
            since?: string | null;
            /** @description Why no one can release it as things stand, in English. */
            stuck: components["schemas"]["AskReason"][];
            /** @description For whom it waits now. */
            waits_for: components["schemas"]["PersonNamed"][];
            /** @description Who said yes. */
            yes: components["schemas"]["PersonNamed"][];
        };
        /**
         * @description How an approval stands.
         * @enum {string}
         */
        ApprovalState: "in_flight" | "approved" | "approved_with_remarks" | "rejected" | "withdrawn" | "expired";
        /** @description An approval in a list. */
        ApprovalSummary: {
            amount?: components["schemas"]["Amount"] | null;
            /**
             * Format: date-time
             * @description The moment at which it was asked for.
             */
            asked: string;
            /** @description Who asked. */
            author: components["schemas"]["PersonNamed"];
            /**
             * Format: date-time
             * @description When the first answer is due.
             */
            due?: string | null;
            /** @description Whether it waits for the caller. */
            for_me: boolean;
            /** @description Made by the server. */
            id: string;
            /** @description The sort of thing. */
            kind: components["schemas"]["ApprovalKind"];
            /** @description Whether that is over. */
            late: boolean;
            /** @description Whether the caller asked for it. */
            mine: boolean;
            /** @description What the thing is called. */
            name: string;
            /** @description At which node of the plan it stands. */
            node: string;
            /** @description What the node is called. */
            node_name: string;
            /** @description The journey's id; for a reallocation the approval's own. */
            object: string;
            /** @description How it stands. */
            state: components["schemas"]["ApprovalState"];
            /** @description For whom it waits now. */
            waits_for: components["schemas"]["PersonNamed"][];
        };
        /** @description The thing itself, as it was asked about. */
        ApprovalThing: {
            /** @description A journey's document, to the letter. */
            document?: string | null;
            explained?: components["schemas"]["Explained"] | null;
            /** @description The same in plain sentences. */
            explanation?: string | null;
            graph?: components["schemas"]["Graph"] | null;
            /** @description Why budget is to be moved. */
            reason?: string | null;
        };
        /** @description An approval with the thing itself and everything that was said about it. */
        ApprovalView: {
            /** @description Everything that happened, oldest first. */
            history: components["schemas"]["ApprovalEntry"][];
            /** @description What the caller may do. */
            may: components["schemas"]["ApprovalActs"];
            /**
             * Format: int64
             * @description How many messages it is expected to send.
             */
            messages?: number | null;
            /** @description The budgets that it concerns. */
            money: components["schemas"]["BudgetEffect"][];
            /** @description What came of it: `journey 3`, the key of a booking; or `failed: ` with why. Empty until then. */
            outcome: string;
            /** @description Its stages, in their order. */
            stages: components["schemas"]["ApprovalStageView"][];
            /** @description The short form. */
            summary: components["schemas"]["ApprovalSummary"];
            /** @description The thing itself. */
            thing: components["schemas"]["ApprovalThing"];
            /** @description The version that an answer is about. */
            version: string;
        };
        /** @description A yes. */
        ApproveInput: {
            /** @description What is to be heeded next time; it is released all the same. */
            remarks?: string | null;
            /** @description The `version` that was seen. */
            version: string;
        };
        /** @description Why someone has to be asked. */
        AskReason: {
            /**
             * @description `audience_unknown`, `over_budget`, `no_limit`, `over_limit`, `dearer_than_approved`, `incomparable` or `template`.
             * @example over_limit
             */
            code: string;
            /** @description In English. */
            text: string;
        };
        /** @description How a file was read, where that was not set. */
        AssumptionSaid: {
            /** @enum {string} */
            code: "encoding";
            encoding: string;
        } | {
            /** @enum {string} */
            code: "delimiter";
            delimiter: string;
        } | {
            /** @enum {string} */
            code: "sheet";
            sheet: string;
        } | {
            /** @enum {string} */
            code: "heading";
            /** Format: int64 */
            row: number;
        } | {
            cell: string;
            /** @enum {string} */
            code: "decimal_point";
            /** Format: int64 */
            row: number;
        } | {
            cell: string;
            /** @enum {string} */
            code: "decimal_comma";
            /** Format: int64 */
            row: number;
        } | {
            cell: string;
            /** @enum {string} */
            code: "day_first";
            /** Format: int64 */
            row: number;
        } | {
            cell: string;
            /** @enum {string} */
            code: "month_first";
            /** Format: int64 */
            row: number;
        } | {
            /** @enum {string} */
            code: "utc";
        } | {
            /** @enum {string} */
            code: "hour_twice";
        } | {
            /** @enum {string} */
            code: "column";
            column: string;
            field: components["schemas"]["FileFieldCode"];
        } | {
            begins: string;
            /** @enum {string} */
            code: "year";
        } | {
            /** @enum {string} */
            code: "side";
            column: string;
        };
        /** @description Something that is not as it was written. */
        AtRestFinding: {
            /** @description What is wrong with it. */
            detail: string;
            /**
             * Format: int32
             * @description In which partition, for what is kept by partition.
             */
            partition?: number | null;
            /** @description The same as a code with its values. */
            said: components["schemas"]["DamageSaid"];
            /** @description Where: `log` and `database` are the truth; `snapshots` and `history` are made again from the log. */
            store: components["schemas"]["StoreCode"];
        };
        /** @description The last look at everything that lies on the disk. */
        AtRestView: {
            /** @description Why the last one did not come to its end. */
            failed?: string | null;
            failed_said?: components["schemas"]["FailureSaid"] | null;
            /** @description What is not as it was written. */
            findings: components["schemas"]["AtRestFinding"][];
            /**
             * Format: date-time
             * @description When the last one ended; absent before the first since the start.
             */
            looked?: string | null;
            /** @description Partitions whose history is being made again from the log. */
            mending: number[];
            /** @description One is under way. */
            running: boolean;
        };
        /**
         * @description Who is asked for at a step.
         * @enum {string}
         */
        AtStep: "here" | "passed";
        /** @description Something a person should look at. */
        Attention: {
            /**
             * Format: int64
             * @description The number of messages, customers or records that it is about.
             */
            count: number;
            /** @description What it is about. */
            kind: components["schemas"]["AttentionCode"];
            /**
             * @description Where to look: a path of the web UI.
             * @example /deliveries?state=unknown
             */
            link: string;
            /** @description In one sentence. */
            text: string;
        };
        /**
         * @description What a person should look at.
         * @enum {string}
         */
        AttentionCode: "backup_failed" | "backup_overdue" | "clock_doubted" | "confirmations_refused" | "confirmations_wait" | "crowded" | "damaged_at_rest" | "disk_full" | "given_twice" | "held" | "journal_behind" | "journey_paused" | "journey_unpaid" | "lagging" | "lease_failing" | "lease_lost" | "look_back_failed" | "mail_waits" | "message_ids_failing" | "new_customers_refused" | "not_kept" | "not_understood" | "obligation_overdue" | "orders_refused" | "over_budget" | "placeholders" | "placements_refused" | "public_mail_waits" | "reports_unmatched" | "reserve_missing" | "set_aside" | "snapshots_failing" | "task_ended" | "unbooked" | "unknown_deliveries";
        /** @description Since and until when somebody is away, and who answers meanwhile. */
        AwayPeriod: {
            /**
             * Format: date-time
             * @description The first moment.
             */
            from: string;
            /** @description Who stands in: the account's id. */
            substitute: string;
            /**
             * Format: date-time
             * @description The first moment after it.
             */
            until: string;
        };
        /** @description A back-test at work or done. */
        Backtest: {
            /** @description Why it failed. */
            error?: string | null;
            error_said?: components["schemas"]["FailureSaid"] | null;
            /**
             * @description The first day, in the brand's zone.
             * @example 2026-03-01
             */
            first_day: string;
            /**
             * Format: date-time
             * @description The first moment at which the draft acts.
             */
            from: string;
            /** @description Made by the server; the address to ask how far it is. */
            id: string;
            /** @description The id of the journey that was tried. */
            journey: string;
            /**
             * @description The last day, in the brand's zone.
             * @example 2026-03-31
             */
            last_day: string;
            /**
             * Format: double
             * @description How far, from 0 to 1.
             */
            progress: number;
            /**
             * Format: int64
             * @description Records of the log read so far.
             */
            records: number;
            result?: components["schemas"]["BacktestResult"] | null;
            /**
             * Format: date-time
             * @description When it began.
             */
            started: string;
            /** @description Whether it is running, done, cancelled or failed. */
            state: components["schemas"]["JobState"];
            /**
             * Format: date-time
             * @description Up to when.
             */
            to: string;
            /**
             * @description The brand's zone.
             * @example Europe/Berlin
             */
            zone: string;
        };
        /** @description What would have become of the messages of one day. */
        BacktestDay: {
            /**
             * Format: date
             * @description The day, in the zone of the journey's brand.
             * @example 2026-10-03
             */
            day: string;
            /**
             * Format: int64
             * @description Messages that would have been refused; each on the day of the last decision about it.
             */
            refused: number;
            /**
             * Format: int64
             * @description Messages that would have left.
             */
            sent: number;
        };
        /** @description What to try on which past. */
        BacktestInput: {
            /** @description The document to test. Default: the saved draft, else the live version. */
            document?: string | null;
            /**
             * @description From this moment on; a day such as `2026-03-01` is one of the brand's zone, from its beginning.
             * @example 2026-03-01
             */
            from: string;
            /**
             * @description Up to this moment; a day is whole, up to its end.
             * @example 2026-03-31
             */
            to: string;
        };
        /** @description What a journey would have done. The same for the same document, log and times. */
        BacktestResult: {
            /** @description What they would have cost. */
            cost: components["schemas"]["Amount"][];
            /**
             * Format: int64
             * @description To how many different customers.
             */
            customers: number;
            /** @description Per day on which something would have become of a message, oldest first. */
            days: components["schemas"]["BacktestDay"][];
            /** @description Identifies the result: equal for equal runs. */
            digest: string;
            /**
             * Format: int64
             * @description Passages that would have begun.
             */
            entered: number;
            /**
             * Format: int64
             * @description Events replayed.
             */
            events: number;
            /**
             * Format: int64
             * @description Customers that would have been held out.
             */
            held_out: number;
            /**
             * Format: int64
             * @description Times the trigger matched.
             */
            matches: number;
            /** @description Why the trigger would have fired and no one entered, most frequent first. */
            not_entered: components["schemas"]["ReasonCount"][];
            /** @description Why messages would not have been sent, most frequent first: the steps' `refusals` together. */
            refusals: components["schemas"]["ReasonCount"][];
            /** @description At most 50 of the messages, drawn by a hash of their names, in the order of their moments. */
            samples: components["schemas"]["BacktestSample"][];
            /**
             * Format: int64
             * @description Messages that would have been sent.
             */
            sent: number;
            /**
             * Format: int64
             * @description Records that could not be applied to their end, because of a defect of this program. Nought in a sound result.
             */
            set_aside: number;
            /** @description Per step. */
            steps: components["schemas"]["StepCount"][];
        };
        /** @description One message that would have left. */
        BacktestSample: {
            /**
             * Format: date-time
             * @description The moment it happened.
             */
            at: string;
            /** @description The way by which it would have travelled. */
            channel: string;
            /** @description The recipient. */
            customer: string;
            /** @description The step that would have sent it. */
            step: string;
        };
        /** @description Where the backup goes. */
        BackupInput: {
            /**
             * @description A directory on the server, empty or not there yet, below the folder of its settings (`backup.folder`).
             * @example /var/backups/rapport/2026-03-01
             */
            dir: string;
        };
        /** @description A finished backup: where it lies, and what time of the log it holds. */
        BackupTaken: {
            /**
             * Format: int64
             * @description How much it holds.
             */
            bytes: number;
            /** @description Where it lies. */
            dir: string;
            /**
             * Format: int64
             * @description The position of the log behind the last record in it.
             */
            position: number;
            /**
             * Format: date-time
             * @description The moment it was taken.
             */
            taken: string;
        };
        /** @description Whether a backup is being taken, and the last one. */
        BackupView: {
            /** @description Why the last try since the start failed. */
            failed?: string | null;
            /** @description The folder below which backups may be written. */
            folder?: string | null;
            last?: components["schemas"]["BackupTaken"] | null;
            /** @description The last one is older than the settings allow (`backup.alarm_after_hours`), or there is none for so long. */
            overdue: boolean;
            /** @description One is being taken. */
            running: boolean;
        };
        /** @description A product on the till with what it costs. */
        BasketLine: {
            /** @description What the line costs, all pieces. */
            amount: components["schemas"]["Amount"];
            /** @description The category, as conditions name it. */
            category?: string | null;
            /** @description The product's number, as conditions name it. */
            product: components["schemas"]["Said"];
        };
        /** @description Several messages at once, at most 500 KB. */
        Batch: {
            /** @description The messages, each with its `type`. */
            batch: components["schemas"]["Message"][];
            /** @description In the dry run of an import: each `checkpoint` that earlier imports answered. The answer names those that are `lost`. */
            checkpoints?: string[];
            /** @description Context shared by all messages; a message's own context takes precedence. */
            context?: Record<string, never> | null;
            /**
             * Format: date-time
             * @description When the batch was sent, by the sender's clock; used for messages without a `sentAt` of their own.
             */
            sentAt?: string | null;
            /** @description The write key, for clients that cannot send an Authorization header. */
            writeKey?: string | null;
        };
        /** @description What the customer gets: an amount, or a percentage with a limit. */
        Benefit: {
            /** @description A fixed amount off; with `percent`: the most one voucher can cost. */
            amount: components["schemas"]["Amount"];
            /**
             * Format: int32
             * @description A percentage off, 1 to 100, instead of a fixed amount.
             */
            percent?: number | null;
        };
        /** @description A new branch. */
        BranchInput: {
            /** @description The brand that it belongs to; it must exist. */
            brand: string;
            /** @description Its id: small letters, digits, dashes. */
            id: string;
            /** @description What people call it. */
            name: string;
        };
        /** @description A fresh sign-in for a branch's phone; the one before ends. */
        BranchLink: {
            /** @description The branch that the sign-in is for. */
            branch: string;
            /** @description The token in it, for `POST /v1/session`. */
            token: components["schemas"]["Secret"];
            /** @description To be opened on the phone, or scanned; shown once. */
            url: components["schemas"]["Secret"];
        };
        /** @description A place with staff, and how many of its prompts are open. */
        BranchView: {
            /** @description The brand that it belongs to. */
            brand: string;
            /** @description Closed: its staff are signed out, and no message goes there. */
            closed: boolean;
            /**
             * @description Its id, as `branch` in events.
             * @example berlin-mitte
             */
            id: string;
            /** @description What people call it. */
            name: string;
            /**
             * Format: int64
             * @description Prompts open now.
             */
            open: number;
        };
        /** @description A channel that brands have under one id. */
        BrandChannel: {
            /** @description The brands that have it. */
            brands: string[];
            /**
             * @description As journeys name it.
             * @example newsletter
             */
            id: string;
            /**
             * @description Its kind; absent: nothing can be sent on it.
             * @example email
             */
            kind?: string | null;
        };
        /** @description New settings of a brand; they hold from the moment they are durable. */
        BrandInput: {
            /** @description The whole settings document. */
            settings: Record<string, never>;
        };
        /** @description A link that opens a person's page at one brand. */
        BrandLink: {
            /** @description The sender whose page it opens. */
            brand: string;
            /** @description The address to open; knows the person, so treat it like a password. */
            url: string;
        };
        /** @description A brand in a list. */
        BrandSummary: {
            /** @description Its channels, and how messages travel on each. */
            channels: components["schemas"]["ChannelOfBrand"][];
            /** @description ISO 4217: what its amounts are in. */
            currency: string;
            /**
             * @description As journeys and sources name it; never changes.
             * @example acme
             */
            id: string;
            /** @description What people call it. */
            name: string;
            /** @description Its purposes: the ids. */
            purposes: string[];
            /** @description An IANA time zone: where its days begin and its quiet hours are. */
            zone: string;
        };
        /** @description A brand with all its settings. */
        BrandView: {
            /** @description As journeys and sources name it; never changes. */
            id: string;
            /**
             * @description Which revision this is; also the `ETag`.
             * @example 7
             */
            revision: string;
            /**
             * @description The settings document: name, sender, zone, country, languages, currency, purposes with wordings, channels with
             *     unit costs and caps, quiet hours, hold-out, soft opt-in.
             */
            settings: Record<string, never>;
        };
        /** @description An activity's budget before and after. */
        BudgetEffect: {
            /** @description The activity's id. */
            activity: string;
            after?: components["schemas"]["Amount"] | null;
            /** @description What is free there now. */
            before: components["schemas"]["Amount"];
            /** @description What it is called. */
            name: string;
        };
        /** @description How a figure of a node changed. */
        Change: {
            /** @description The sum now. */
            after: components["schemas"]["Amount"];
            /** @description The sum at the moment `since`. */
            before: components["schemas"]["Amount"];
            /** @description Planned, committed, actual, forecast or returned. */
            kind: components["schemas"]["MoneyKind"];
            /** @description How deep it hangs. */
            level: components["schemas"]["Level"];
            /** @description What people call it. */
            name: string;
            /** @description The id of the node, with all below it. */
            node: string;
            /** @description The same as a code with values. */
            said: components["schemas"]["ChangeSaid"];
            /** @description What made it change, in one sentence: `412 bookings`. */
            why: string;
        };
        /** @description What changed, biggest first. */
        Changes: {
            /**
             * Format: date-time
             * @description Up to when.
             */
            as_of: string;
            /** @description The changes of activities. */
            changes: components["schemas"]["Change"][];
            /**
             * Format: date-time
             * @description The moment from which changes are listed.
             */
            since: string;
            /** @description The changes of the tree itself, newest first. */
            tree: components["schemas"]["NodeChange"][];
        };
        /** @description What made a figure of the plan change. */
        ChangeSaid: {
            /** Format: int64 */
            bookings: number;
            /** @enum {string} */
            code: "bookings";
        };
        /** @description A kind of channel: how a message travels. */
        ChannelKind: {
            /** @description The JSON Schema of a message's content. */
            content: Record<string, never>;
            /**
             * @description Its name.
             * @example email
             */
            id: string;
            settings?: components["schemas"]["ChannelSettings"] | null;
            /**
             * @description The settings a brand's channel of this kind usually has: `medium`, `double_opt_in`, `keeps_quiet_hours`,
             *     `says_how_to_object`.
             */
            usual: Record<string, never>;
        };
        /** @description By what name a brand sends, and how that travels. */
        ChannelOfBrand: {
            /**
             * @description As journeys name it.
             * @example newsletter
             */
            id: string;
            /**
             * @description Its kind; absent: nothing can be sent on it.
             * @example email
             */
            kind?: string | null;
        };
        /** @description Every kind of channel there is, and the channels that the brands have. */
        Channels: {
            /** @description The brands' channels by id. */
            channels: components["schemas"]["BrandChannel"][];
            /** @description The kinds, in the order in which people are shown them. */
            kinds: components["schemas"]["ChannelKind"][];
        };
        /** @description Settings by name and value, with the schema that a form can be drawn from. */
        ChannelSettings: {
            /** @description Which state of the settings this is; also the `ETag` of a change. */
            revision: string;
            /** @description The JSON Schema. What is `writeOnly` is a secret. */
            schema: Record<string, never>;
            /** @description The settings as they are, without the secrets. */
            values: Record<string, never>;
        };
        /** @description New settings. Absent secrets stay as they are. */
        ChannelSettingsInput: {
            /** @description By name. */
            values: Record<string, never>;
        };
        /** @description What was found in a document. */
        CheckAnswer: {
            explained?: components["schemas"]["Explained"] | null;
            /** @description What it does, in plain sentences, if it could be read. */
            explanation?: string | null;
            graph?: components["schemas"]["Graph"] | null;
            /** @description Whether it may be published. */
            ok: boolean;
            /** @description What was found, errors first. */
            problems: components["schemas"]["DocumentProblem"][];
        };
        /**
         * @description A question the gate asks.
         * @enum {string}
         */
        CheckCode: "address" | "already_bought" | "brand" | "budget" | "cap_all_channels" | "cap_channel" | "cap_journey" | "consent" | "hold_out_global" | "hold_out_journey" | "journey" | "quiet_hours" | "suppression";
        /** @description What is behind a check's answer. */
        CheckFact: {
            /** @enum {string} */
            code: "service_message";
        } | {
            /** @enum {string} */
            code: "brand_missing";
        } | {
            /** @enum {string} */
            code: "suppressed";
            since: components["schemas"]["Moment"];
            suppression: components["schemas"]["SuppressionCode"];
        } | {
            /** @enum {string} */
            code: "consent_given";
            since: components["schemas"]["Moment"];
        } | {
            /** @enum {string} */
            code: "consent_asked";
            since: components["schemas"]["Moment"];
        } | {
            /** @enum {string} */
            code: "consent_recorded";
            since: components["schemas"]["Moment"];
        } | {
            at: components["schemas"]["Moment"];
            /** @enum {string} */
            code: "consent_expired";
        } | {
            at: components["schemas"]["Moment"];
            /** @enum {string} */
            code: "consent_withdrawn";
        } | {
            at: components["schemas"]["Moment"];
            /** @enum {string} */
            code: "objected";
        } | {
            /** @enum {string} */
            code: "soft_opt_in";
            country: string;
        } | {
            at: components["schemas"]["Moment"];
            /** @enum {string} */
            code: "bought";
            order: string;
            touchpoint: string;
        } | {
            /** @enum {string} */
            code: "cap_full";
            /** Format: int32 */
            max: number;
            per: components["schemas"]["Seconds"];
            /** Format: int32 */
            reserved: number;
            /** Format: int32 */
            used: number;
        } | {
            /** @enum {string} */
            code: "no_quiet_hours";
        } | {
            /** @enum {string} */
            code: "quiet";
            until: components["schemas"]["Moment"];
        } | {
            /** @enum {string} */
            code: "asked_later";
        } | {
            activity: string;
            /** @enum {string} */
            code: "paid";
            cost: components["schemas"]["Amount"];
        } | {
            activity: string;
            /** @enum {string} */
            code: "unpaid";
            cost: components["schemas"]["Amount"];
        };
        /**
         * @description What a check found: nothing against it; something; it does not apply; it was not asked.
         * @enum {string}
         */
        CheckOutcomeCode: "exempt" | "failed" | "not_asked" | "passed";
        /** @description One question the gate asked, and the answer. */
        CheckView: {
            code?: components["schemas"]["RefusalCode"] | null;
            /** @description The fact behind it, in words; may be empty. */
            detail: string;
            fact?: components["schemas"]["CheckFact"] | null;
            /** @description Which question. */
            name: components["schemas"]["CheckCode"];
            /** @description What was found; where it does not apply or was not asked, the fact says why. */
            outcome: components["schemas"]["CheckOutcomeCode"];
        };
        /** @description A decision about a claim. */
        ClaimInput: {
            /** @description Whether this customer is known by it from now on; else saying it again changes nothing. */
            accept: boolean;
            /** @description The claim's kind of identifier. */
            kind: string;
            /** @description As `claims` lists it, in its one spelling. */
            value: string;
        };
        /** @description An identifier that a public source claims for this customer. */
        ClaimView: {
            /**
             * Format: date-time
             * @description First reported.
             */
            first: string;
            /** @description Whether it is claimed to be theirs no longer. Accepting it takes it back: nothing is sent there any more. */
            gone: boolean;
            /**
             * @description `user_id`, `anonymous_id`, `email`, `phone`, `loyalty_card`, `device`.
             * @example email
             */
            kind: string;
            /**
             * Format: date-time
             * @description Last reported.
             */
            last: string;
            /** @description Who decided against it; absent while it waits. */
            refused_by?: string | null;
            /** @description The source that reported it first. */
            source: string;
            /**
             * @description The normalised value.
             * @example ada@example.com
             */
            value: string;
        };
        /** @description What Segment's client for browsers asks for first. Its shape is that client's, as far as the client reads it. */
        ClientSettings: {
            /** @description Always true. */
            analyticsNextEnabled: boolean;
            /** @description Where events go. */
            integrations: components["schemas"]["Integrations"];
            /** @description The client measures nothing of its own. */
            metrics: components["schemas"]["Metrics"];
            /** @description No event is held back. */
            plan: components["schemas"]["EmptyPlan"];
        };
        /** @description How far the books of a plan are closed. */
        CloseBooksInput: {
            /**
             * @description The last day that is closed: before today, and not before the one that is closed already.
             * @example 2026-03-31
             */
            last_day: string;
            /** @description The reason, which is kept with the change. */
            reason: string;
        };
        /** @description The result of adding codes. */
        CodesAnswer: {
            /**
             * Format: int64
             * @description Codes added.
             */
            added: number;
            /**
             * Format: int64
             * @description Codes that were given before to no one known, and to someone now.
             */
            named: number;
            /** @description Places in the list that hold no code, and why. */
            refused: components["schemas"]["RefusedCode"][];
            /**
             * Format: int64
             * @description Codes that were there already.
             */
            repeated: number;
        };
        /** @description Codes for a pool. */
        CodesInput: {
            /** @description The codes, at most 100 000 in one call. */
            codes: string[];
        };
        /** @description What came about in some days, and in as many days before them. */
        Compared: {
            /** @description What came about in as many days before the first. */
            before: components["schemas"]["Figures"];
            /**
             * @description The first day, UTC.
             * @example 2026-03-02
             */
            first: string;
            /** @description What came about from the first day to the last. */
            gained: components["schemas"]["Figures"];
            /**
             * @description The last day: today, unless asked as of another moment.
             * @example 2026-03-31
             */
            last: string;
        };
        /** @description The declaration is durable and in force. */
        ConsentAnswer: {
            /** @description The customer it was recorded for; not returned to public sources. */
            customer?: string | null;
            /** @description Messages that were already inside a transaction with a mail server when a withdrawal came, and so may still arrive; also those to other accounts of the same address. */
            in_flight: string[];
            /**
             * @description `recorded`, `without_effect` (an earlier withdrawal stands: new proof by the person is needed), `repeated`, or `already_confirmed` (nothing was asked: the address has confirmed this, and it stands).
             * @example recorded
             */
            result: string;
            /** @description What holds now for this brand, purpose and channel: `never`, `pending`, `given`, `unproven`, `other_address`, `expired`, `withdrawn`, `objected`; absent where purpose or channel are, and for public sources. */
            status?: string | null;
            /**
             * Format: int32
             * @description Messages stopped by the withdrawal, also those to other accounts of the same address.
             */
            stopped: number;
        };
        /** @description One declaration of will, with its proof. */
        ConsentInput: {
            /** @description What was declared. */
            act: components["schemas"]["ActInput"];
            /**
             * Format: date-time
             * @description When, if not now; never in the future.
             */
            at?: string | null;
            /** @description The sender that the yes or no is given to. */
            brand: string;
            /**
             * @description By which way to be reached; absent, in a withdrawal or objection: every way.
             * @example email
             */
            channel?: string | null;
            proof?: components["schemas"]["ProofInput"] | null;
            /**
             * @description For what; absent, in a withdrawal or objection: everything.
             * @example offers
             */
            purpose?: string | null;
            /** @description Where it was declared, such as `branch-berlin` or `shop-checkout`; the source's own id if a write key is used. */
            source?: string | null;
            /** @description Who declared it. */
            who: components["schemas"]["Who"];
            wording?: components["schemas"]["WordingInput"] | null;
        };
        /** @description One declaration in the history. */
        ConsentRecord: {
            /**
             * @description What was declared: `notice`, `grant`, `request_confirmation`, `confirm`, `withdraw`, `object`.
             * @example grant
             */
            act: string;
            /** @description Which address or number it is about, where it is about one. */
            address?: string | null;
            /**
             * Format: date-time
             * @description The moment it was given.
             */
            at: string;
            /** @description The sender that it was given to. */
            brand: string;
            /** @description By which way; absent: every way. */
            channel?: string | null;
            /** @description What proves it: `claimed`, `personal` or `sale`. with its reference. */
            proof: string;
            /** @description The same as a code with values. */
            proof_said: components["schemas"]["ProofSaid"];
            /** @description For what; absent: everything. */
            purpose?: string | null;
            /** @description The source that recorded it. */
            source: string;
            wording?: components["schemas"]["Wording"] | null;
        };
        /**
         * @description Why a declaration about being contacted does not count.
         * @enum {string}
         */
        ConsentRefusalCode: "address_missing" | "confirmation_late" | "in_future" | "nothing_pending" | "other_brand" | "proof_missing" | "scope_missing" | "wording_missing";
        /** @description Everything on record about what one person agreed to. */
        Consents: {
            /** @description All declarations, newest first. */
            history: components["schemas"]["ConsentRecord"][];
            /** @description What holds now, for each brand, purpose and channel that is known. */
            states: components["schemas"]["ConsentState"][];
            /** @description What stops messages whatever was agreed. */
            suppressions: components["schemas"]["SuppressionRecord"][];
        };
        /** @description What holds for one brand, purpose and channel. */
        ConsentState: {
            /** @description The sender that it is about. */
            brand: string;
            /** @description By which way. */
            channel: string;
            /** @description The purpose that it is about. */
            purpose: string;
            /**
             * Format: date-time
             * @description Since when; absent if nothing was ever declared.
             */
            since?: string | null;
            /**
             * @description `never`, `pending`, `given`, `unproven`, `other_address`, `expired`, `withdrawn`, `objected`.
             * @example given
             */
            status: string;
            wording?: components["schemas"]["Wording"] | null;
        };
        /** @description One candidate for the place. */
        Considered: {
            /** @description All checks, in order. */
            checks: components["schemas"]["CheckView"][];
            /** @description The journey that wants it shown. */
            journey: string;
            /** @description Why it is shown or not: `chosen`, `lower_priority`, `seen_more_often`, ..., `refused` by the gate. */
            outcome: string;
            /** @description Which message. */
            send_key: string;
        };
        /** @description One activity's share in a sale. */
        Credit: {
            /** @description The id of the credited activity. */
            activity: string;
            margin?: components["schemas"]["Amount"] | null;
            /** @description What people call the activity. */
            name: string;
            /** @description Its part of the sale's revenue. */
            revenue: components["schemas"]["Amount"];
            /** @description By which rule, in words: `last touch, 3h before`. */
            rule: string;
            /** @description By which message. */
            send_key?: string | null;
        };
        /** @description Everything held about one person, machine-readable (GDPR 15 and 20). */
        CustomerExport: {
            /** @description Consents, suppressions and their history. */
            consents: components["schemas"]["Consents"];
            /** @description Profile, identifiers, purchases, affinities, journeys. */
            customer: components["schemas"]["CustomerView"];
            /**
             * @description The format, for those who read it later.
             * @example rapport-customer-export/1
             */
            format: string;
            /**
             * Format: date-time
             * @description The moment of the export; nothing later is in it.
             */
            made: string;
            /** @description What was sent to this person, as far as it is still kept: 90 days. */
            messages: components["schemas"]["MessageCopy"][];
            /** @description Money booked for messages to this person. */
            money: components["schemas"]["LedgerRecord"][];
            /** @description The whole timeline, oldest first. */
            timeline: components["schemas"]["TimelineEntry"][];
            /** @description Vouchers given to this person. */
            vouchers: components["schemas"]["VoucherView"][];
        };
        /** @description Links for this person to the public pages. */
        CustomerLinks: {
            /** @description The preference centre, per brand. */
            preferences: components["schemas"]["BrandLink"][];
        };
        /** @description A customer in a list. */
        CustomerSummary: {
            /** @description The id here: 32 hexadecimal digits. */
            id: string;
            /** @description How they are known. */
            identifiers: components["schemas"]["IdentifierView"][];
            /** @description What to call them on a screen: a name, or an identifier, or the beginning of the id. */
            label: string;
            /**
             * Format: date-time
             * @description When they were last seen anywhere.
             */
            last_seen?: string | null;
        };
        /** @description One customer, as known now. */
        CustomerView: {
            /** @description What they are drawn to, strongest first. */
            affinities: components["schemas"]["AffinityView"][];
            /** @description Identifiers that public sources claim for this customer; they have no effect until someone decides. */
            claims: components["schemas"]["ClaimView"][];
            /**
             * Format: int32
             * @description How many messages reached or may have reached them in the last 30 days.
             */
            contacts: number;
            /**
             * @description Their country, if known.
             * @example DE
             */
            country?: string | null;
            /** @description The id here; of the surviving customer, if the one asked for was merged into another. */
            id: string;
            /** @description How they are known. */
            identifiers: components["schemas"]["IdentifierView"][];
            /** @description Journeys they are in. */
            journeys: components["schemas"]["PassageView"][];
            /** @description The customer's display name. */
            label: string;
            /**
             * @description Their language, if known.
             * @example de
             */
            language?: string | null;
            /** @description Other ids that were merged into this customer. */
            merges: components["schemas"]["MergeView"][];
            /** @description What they bought, newest first. */
            purchases: components["schemas"]["PurchaseView"][];
            /** @description Where they were seen last. */
            seen: components["schemas"]["Seen"][];
            /** @description What is known, with its history. */
            traits: components["schemas"]["TraitView"][];
            /**
             * @description Their time zone, if known.
             * @example Europe/Berlin
             */
            zone?: string | null;
        };
        /** @description What is not as it was written, of something that lies on the disk. */
        DamageSaid: {
            /** @enum {string} */
            code: "positions_missing";
            /** Format: int64 */
            first_position: number;
            /** Format: int64 */
            position: number;
        } | {
            /** @enum {string} */
            code: "segment_cut";
            file: string;
            /** Format: int64 */
            position: number;
        } | {
            /** @enum {string} */
            code: "segment_changed";
            file: string;
            /** Format: int64 */
            position: number;
        } | {
            /** @enum {string} */
            code: "record_unreadable";
            /** Format: int64 */
            position: number;
            text: string;
        } | {
            /** @enum {string} */
            code: "file_unreadable";
            file: string;
            text: string;
        } | {
            /** @enum {string} */
            code: "unreadable";
            text: string;
        } | {
            /** @enum {string} */
            code: "set_aside";
            file: string;
        } | {
            /** @enum {string} */
            code: "byte_unreadable";
            /** Format: int64 */
            position: number;
        } | {
            /** @enum {string} */
            code: "file_missing";
        };
        /** @description A day's figures of a node, at its end. */
        DayFigures: {
            /**
             * @description The day, UTC.
             * @example 2026-03-02
             */
            day: string;
            /** @description As of its end (or now, for today). */
            figures: components["schemas"]["Figures"];
        };
        /** @description What to show, and why this and nothing else. */
        DecideAnswer: {
            /** @description Everything that was considered, the winner first; nothing for public sources. */
            considered: components["schemas"]["Considered"][];
            /** @description The customer, if known; not returned to public sources. */
            customer?: string | null;
            /** @description Nothing is shown to anybody, because this installation is held. */
            held: boolean;
            show?: components["schemas"]["Placement"] | null;
        };
        /** @description A place on a page or screen asks what to show. */
        DecideInput: {
            /**
             * @description Which place.
             * @example home-hero
             */
            placement: string;
            /** @description Who looks at it. */
            who: components["schemas"]["Who"];
        };
        /** @description Someone else who is asked, too. */
        DelegateInput: {
            /** @description The account's id. */
            to: string;
        };
        /**
         * @description Where a message stands, or what came back about it.
         * @enum {string}
         */
        DeliveryCode: "accepted" | "allowed" | "bounced" | "claimed" | "clicked" | "complained" | "deferred" | "delivered" | "done" | "expired" | "not_interested" | "not_now" | "not_sent" | "opened" | "overtaken" | "planned" | "printed" | "refused" | "shown" | "stopped" | "suppressed" | "taken_down" | "unknown";
        /** @description One change in a delivery's life. */
        DeliveryStep: {
            /**
             * Format: date-time
             * @description The moment it happened.
             */
            at: string;
            /** @description All checks of the gate, if it was asked. */
            checks: components["schemas"]["CheckView"][];
            /** @description Why, in words. */
            detail: string;
            /** @description Headline and sentences as codes with their values. */
            said: components["schemas"]["EntrySaid"][];
            /** @description The new state or feedback (`delivered`, `opened`, `clicked`, `bounced`, `complained`, `done`, ...). */
            what: string;
        };
        /** @description A delivery in a list. */
        DeliverySummary: {
            /** @description Who pays. */
            activity: string;
            answer?: components["schemas"]["DeliveryCode"] | null;
            /**
             * Format: date-time
             * @description Since when in this state.
             */
            at: string;
            /** @description The way by which it travels. */
            channel: string;
            /** @description What is reserved for it, and spent when it is accepted. */
            cost: components["schemas"]["Amount"];
            /** @description The recipient. */
            customer: string;
            /** @description The id of the journey that sent it. */
            journey: string;
            /** @description The customer's display name. */
            label: string;
            /** @description Why, in words: a server's answer, a refusal's reason; may be empty. */
            reason: string;
            /**
             * @description Names this message to this person for ever.
             * @example spring-shoes/3/offer/00ab00cd00ef00000000000000000001/email/4711
             */
            send_key: string;
            /**
             * @description The state: see [`DeliveryQuery::state`].
             * @example accepted
             */
            state: string;
            /** @description The step that sent it. */
            step: string;
            /**
             * Format: date-time
             * @description Put off until then.
             */
            until?: string | null;
            /**
             * Format: int32
             * @description The publication that its passage follows.
             */
            version: number;
            why?: components["schemas"]["RefusalCode"] | null;
        };
        /** @description One message to one person, with everything on record. */
        DeliveryView: {
            /** @description The sender. */
            brand: string;
            /** @description Which consent stood behind it when it was claimed. */
            consent?: string | null;
            consent_said?: components["schemas"]["EntrySaid"] | null;
            /** @description The message as rendered: `subject` and `text`, `say` and `offer`, the receipt's lines. */
            content: Record<string, never>;
            /**
             * Format: date-time
             * @description When `content` was kept, as the message left. Absent if it is made again from what is remembered: before it leaves, and
             *     when the copy has been forgotten (after 90 days).
             */
            kept?: string | null;
            mail?: components["schemas"]["MailCopy"] | null;
            /** @description Money booked for it. */
            money: components["schemas"]["LedgerRecord"][];
            /** @description Orders credited to it. */
            orders: string[];
            /** @description What the consent was looked for. */
            purpose: string;
            /** @description Everything that happened to it, oldest first. */
            steps: components["schemas"]["DeliveryStep"][];
            /** @description The short form. */
            summary: components["schemas"]["DeliverySummary"];
            /**
             * @description How the content is shown: as a `letter` with a heading, or as `lines` on paper.
             * @example letter
             */
            view: string;
        };
        /** @description An address that takes events. */
        Destination: {
            /** @description Host and path. */
            apiHost: string;
            /** @description The write key. */
            apiKey: string;
            /** @description `https`, or `http` on a laptop. */
            protocol: string;
        };
        /** @description A key that signs mail, and the TXT record that publishes its public half. */
        DkimKey: {
            /** @description `rsa` or `ed25519`. */
            algorithm: string;
            /**
             * @description The record's name.
             * @example rsa-20270105101500._domainkey.acme.example
             */
            name: string;
            /** @description The name it is published under, before `._domainkey.` and the domain. */
            selector: string;
            /**
             * @description The record's value in one piece.
             * @example v=DKIM1; k=ed25519; p=6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=
             */
            value: string;
            /** @description The same as a zone file holds it: quoted strings of at most 255 bytes. */
            zone_value: string;
        };
        /** @description A signing key of one's own. */
        DkimKeyInput: {
            /** @description The private key as PEM: RSA of 1024 to 4096 bits (PKCS #1 or #8), or Ed25519 (PKCS #8). */
            key: string;
            /** @description The name it is published under, before `._domainkey.` and the domain. */
            selector: string;
        };
        /** @description A document to look at. */
        DocumentInput: {
            /** @description The journey (YAML or JSON). */
            document: string;
        };
        /** @description Something wrong or doubtful in a document. */
        DocumentProblem: {
            /** @description Stable code. */
            code: components["schemas"]["DocumentProblemCode"];
            /**
             * Format: int32
             * @description Column, from 1; 0 if unknown.
             */
            column: number;
            /** @description What to do about it. */
            hint?: string | null;
            hint_said?: components["schemas"]["HintSaid"] | null;
            /**
             * Format: int32
             * @description Line, from 1; 0 if unknown.
             */
            line: number;
            /** @description What is wrong. */
            message: string;
            /**
             * @description Where in the document, as a path.
             * @example steps.2.when
             */
            path: string;
            /** @description `error` or `warning`. */
            severity: string;
        };
        /**
         * @description What is wrong with a journey's document, or with a brand's settings.
         * @enum {string}
         */
        DocumentProblemCode: "absence_of_nothing" | "activity_closed" | "arm_twice" | "bad_address" | "bad_amount" | "bad_cap" | "bad_clock" | "bad_colour" | "bad_confirm_within" | "bad_cost" | "bad_count" | "bad_country" | "bad_expiry" | "bad_half_life" | "bad_host" | "bad_id" | "bad_limit" | "bad_logo" | "bad_name" | "bad_percent" | "bad_span" | "bad_value" | "bad_wait" | "bad_weight" | "branch_without_cases" | "cel_arguments" | "cel_not_a_condition" | "cel_syntax" | "cel_too_deep" | "cel_too_long" | "cel_unknown_name" | "cel_unsupported" | "channel_kind_changed" | "content_choice" | "content_code" | "content_date" | "content_empty" | "content_failed" | "content_invalid" | "content_link" | "content_may_fail" | "content_missing_field" | "content_mjml" | "content_money" | "content_no_default" | "content_no_subject" | "content_template" | "content_too_deep" | "content_too_long" | "content_type" | "content_unknown_channel" | "content_unknown_field" | "content_unknown_name" | "content_url" | "cost_in_other_currency" | "dead_step" | "empty_exit" | "loop_without_wait" | "missing_purpose" | "missing_timeout" | "missing_timeout_branch" | "more_than_pool" | "name_missing" | "name_too_long" | "names_forgotten" | "no_activity" | "no_brand" | "no_channel" | "no_goal" | "no_name" | "no_pool" | "no_steps" | "no_trigger" | "other_brand" | "other_currency" | "other_medium" | "pattern_without_event" | "pool_closed" | "purpose_kind_changed" | "split_without_arms" | "step_does_nothing" | "step_does_several" | "step_twice" | "syntax" | "template_limit" | "template_type" | "too_long" | "too_many_triggers" | "trigger_twice" | "twice" | "unknown_activity" | "unknown_brand" | "unknown_channel" | "unknown_channel_kind" | "unknown_context" | "unknown_currency" | "unknown_event" | "unknown_journey" | "unknown_pool" | "unknown_property" | "unknown_purpose" | "unknown_step" | "unknown_trait" | "unknown_zone" | "unwritable" | "wording_missing";
        /** @description Done; there is nothing more to report. */
        Done: {
            /** @description Always true. */
            done: boolean;
        };
        /** @description A draft was saved. */
        DraftAnswer: components["schemas"]["CheckAnswer"] & {
            /**
             * @description Which revision it is now; also the `ETag`.
             * @example 4-1
             */
            revision: string;
        };
        /** @description What contact brought, against the hold-out. */
        Effect: {
            /**
             * Format: double
             * @description The confidence of the interval.
             * @example 0.95
             */
            confidence: number;
            /**
             * @description In which currency the amounts for each customer are, in its major unit.
             * @example EUR
             */
            currency: string;
            /**
             * Format: int64
             * @description Customers held out.
             */
            held_out: number;
            /**
             * Format: double
             * @description Revenue for each held-out customer.
             */
            held_out_mean: number;
            /**
             * Format: double
             * @description The upper end of its interval.
             */
            high: number;
            /**
             * Format: double
             * @description The lower end of its interval.
             */
            low: number;
            /**
             * Format: int64
             * @description While nothing can be told: about how many customers more are needed if the difference stays as it is; absent where that
             *     cannot be foreseen.
             */
            needed?: number | null;
            /** @description The id of the node whose activities are measured. */
            node: string;
            /**
             * Format: double
             * @description The difference: what contact brought for each customer of the contact group. The unit of all its figures.
             */
            per_customer: number;
            /** @description The conclusion in one sentence, including that it is too early to tell. */
            summary: string;
            total?: components["schemas"]["Amount"] | null;
            total_high?: components["schemas"]["Amount"] | null;
            total_low?: components["schemas"]["Amount"] | null;
            /**
             * Format: int64
             * @description Customers of the contact group: who entered a journey of the node and was not drawn for the hold-out, whether a
             *     message reached them or not.
             */
            treated: number;
            /**
             * Format: double
             * @description Revenue for each customer of the contact group.
             */
            treated_mean: number;
            /** @description What the interval allows to say. */
            verdict: components["schemas"]["EffectVerdict"];
        };
        /**
         * @description What an interval allows to say of an effect.
         * @enum {string}
         */
        EffectVerdict: "more" | "less" | "not_clear" | "unknown";
        /** @description One of several of a kind. */
        Either_PatternSaid: ({
            /** @enum {string} */
            code: "event";
            event: string;
        } | {
            /** @enum {string} */
            code: "event_if";
            condition: string;
            event: string;
        } | {
            call: string;
            /** @enum {string} */
            code: "event_of";
            event: string;
        } | {
            call: string;
            /** @enum {string} */
            code: "event_of_if";
            condition: string;
            event: string;
        } | {
            call: string;
            /** @enum {string} */
            code: "call";
        } | {
            call: string;
            /** @enum {string} */
            code: "call_if";
            condition: string;
        } | {
            /** @enum {string} */
            code: "any";
        } | {
            /** @enum {string} */
            code: "any_if";
            condition: string;
        })[];
        /** @description One of several of a kind. */
        Either_String: string[];
        /** @description A tracking plan that allows everything. */
        EmptyPlan: Record<string, never>;
        /** @description What happened, of an entry of the timeline: first the headline, then what more there is to say. */
        EntrySaid: {
            /** @enum {string} */
            code: "event_track";
            name: string;
        } | {
            /** @enum {string} */
            code: "event_page";
            name: string;
        } | {
            /** @enum {string} */
            code: "event_screen";
            name: string;
        } | {
            /** @enum {string} */
            code: "event_identify";
        } | {
            /** @enum {string} */
            code: "event_group";
        } | {
            /** @enum {string} */
            code: "event_alias";
        } | {
            /** @enum {string} */
            code: "consent_notice";
        } | {
            /** @enum {string} */
            code: "consent_grant";
        } | {
            /** @enum {string} */
            code: "consent_request_confirmation";
        } | {
            /** @enum {string} */
            code: "consent_confirm";
        } | {
            /** @enum {string} */
            code: "consent_withdraw";
        } | {
            /** @enum {string} */
            code: "consent_object";
        } | {
            channel: string;
            /** @enum {string} */
            code: "consent_for";
            purpose: string;
        } | {
            /** @enum {string} */
            code: "consent_for_purpose";
            purpose: string;
        } | {
            channel: string;
            /** @enum {string} */
            code: "consent_for_channel";
        } | {
            /** @enum {string} */
            code: "consent_for_all";
        } | {
            /** @enum {string} */
            code: "consent_without_effect";
        } | {
            /** @enum {string} */
            code: "consent_repeated";
        } | {
            /** @enum {string} */
            code: "consent_not_accepted";
            consent_refusal: components["schemas"]["ConsentRefusalCode"];
        } | {
            /** @enum {string} */
            code: "suppressed";
            suppression: components["schemas"]["SuppressionCode"];
        } | {
            /** @enum {string} */
            code: "merged";
        } | {
            /** @enum {string} */
            code: "merged_by_alias";
            identifiers: components["schemas"]["All_IdentifierCode"];
        } | {
            /** @enum {string} */
            code: "merged_by_event";
            identifier: components["schemas"]["IdentifierCode"];
            identifiers: components["schemas"]["All_IdentifierCode"];
        } | {
            at: components["schemas"]["Moment"];
            /** @enum {string} */
            code: "journey_stale";
        } | {
            /** @enum {string} */
            code: "journey_not_entered";
            refusal: components["schemas"]["RefusalCode"];
        } | {
            /** @enum {string} */
            code: "journey_entered";
            /** Format: int32 */
            version: number;
        } | {
            /** @enum {string} */
            code: "journey_stepped";
            step: string;
        } | {
            /** @enum {string} */
            code: "journey_goal";
        } | {
            /** @enum {string} */
            code: "journey_exited";
            exit: components["schemas"]["ExitCode"];
        } | {
            /** @enum {string} */
            code: "journey_exited_for";
            reason: string;
        } | {
            /** @enum {string} */
            code: "journey_looked_back";
            /** Format: int32 */
            events: number;
        } | {
            /** @enum {string} */
            code: "journey_trait_set";
            name: string;
        } | {
            channel: string;
            /** @enum {string} */
            code: "decision_allowed";
        } | {
            channel: string;
            /** @enum {string} */
            code: "decision_deferred";
            refusal: components["schemas"]["RefusalCode"];
            until: components["schemas"]["Moment"];
        } | {
            channel: string;
            /** @enum {string} */
            code: "decision_waits";
            refusal: components["schemas"]["RefusalCode"];
        } | {
            channel: string;
            /** @enum {string} */
            code: "decision_refused";
            refusal: components["schemas"]["RefusalCode"];
        } | {
            /** @enum {string} */
            code: "decision_asked";
            moment: components["schemas"]["MomentCode"];
        } | {
            channel: string;
            /** @enum {string} */
            code: "delivery_claimed";
        } | {
            /** @enum {string} */
            code: "delivery_cost";
            cost: components["schemas"]["Amount"];
        } | {
            /** @enum {string} */
            code: "delivery_consent";
            consent: string;
        } | {
            channel: string;
            /** @enum {string} */
            code: "delivery_consent_of";
            purpose: string;
            since: components["schemas"]["Moment"];
        } | {
            channel: string;
            /** @enum {string} */
            code: "delivery_accepted";
        } | {
            channel: string;
            /** @enum {string} */
            code: "delivery_refused";
        } | {
            channel: string;
            /** @enum {string} */
            code: "delivery_not_sent";
        } | {
            channel: string;
            /** @enum {string} */
            code: "delivery_stopped";
        } | {
            channel: string;
            /** @enum {string} */
            code: "delivery_expired";
        } | {
            channel: string;
            /** @enum {string} */
            code: "delivery_unknown";
        } | {
            channel: string;
            /** @enum {string} */
            code: "delivery_delivered";
        } | {
            channel: string;
            /** @enum {string} */
            code: "delivery_opened";
        } | {
            channel: string;
            /** @enum {string} */
            code: "delivery_clicked";
            link: string;
        } | {
            channel: string;
            /** @enum {string} */
            code: "delivery_bounced";
        } | {
            channel: string;
            /** @enum {string} */
            code: "delivery_complained";
        } | {
            channel: string;
            /** @enum {string} */
            code: "delivery_done";
        } | {
            channel: string;
            /** @enum {string} */
            code: "delivery_not_interested";
        } | {
            channel: string;
            /** @enum {string} */
            code: "delivery_not_now";
        } | {
            channel: string;
            /** @enum {string} */
            code: "delivery_printed";
        } | {
            channel: string;
            /** @enum {string} */
            code: "delivery_dropped";
        } | {
            channel: string;
            /** @enum {string} */
            code: "delivery_taken_down";
        } | {
            channel: string;
            /** @enum {string} */
            code: "delivery_overtaken";
            until: components["schemas"]["Moment"];
        } | {
            /** @enum {string} */
            code: "delivery_because";
            refusal: components["schemas"]["RefusalCode"];
        } | {
            answer: string;
            /** @enum {string} */
            code: "delivery_answer";
        } | {
            /** @enum {string} */
            code: "delivery_for_good";
        } | {
            /** @enum {string} */
            code: "delivery_for_now";
        } | {
            /** @enum {string} */
            code: "delivery_state";
            state: components["schemas"]["DeliveryCode"];
        } | {
            /** @enum {string} */
            code: "delivery_resolved";
            note: string;
            person: string;
        } | {
            /** @enum {string} */
            code: "delivery_shown";
            placement: string;
        } | {
            /** @enum {string} */
            code: "delivery_nothing_shown";
            placement: string;
        } | {
            /** @enum {string} */
            code: "voucher_issued";
            until: components["schemas"]["Moment"];
            worth: components["schemas"]["Worth"];
        } | {
            /** @enum {string} */
            code: "voucher_refused";
            voucher_refusal: components["schemas"]["VoucherRefusalCode"];
        } | {
            /** @enum {string} */
            code: "voucher_refused_for";
            reason: string;
        } | {
            /** @enum {string} */
            code: "voucher_redeemed";
            cost: components["schemas"]["Amount"];
            order: string;
        } | {
            /** @enum {string} */
            code: "voucher_rolled_back";
            order: string;
        };
        /** @description What happened to an object at one time. */
        Episode: {
            /**
             * Format: date-time
             * @description When it began.
             */
            from: string;
            /** @description What to say, in this order. */
            sentences: components["schemas"]["Sentence"][];
            /**
             * Format: int64
             * @description The number of its first line.
             */
            seq: number;
            /**
             * Format: date-time
             * @description When its last line was written.
             */
            until: string;
        };
        /** @description A request to erase a person. */
        EraseInput: {
            /** @description The customer's id once more, so that no one is erased by mistake. */
            confirm: string;
            /** @description Why: the request's number, the date of a letter. */
            reason: string;
        };
        /** @description Who was erased, and when: all that is left to show. */
        Erasure: {
            /**
             * Format: date-time
             * @description When the request became durable: from then on nothing of the person is used. What lies on disk is overwritten in
             *     the background.
             */
            at: string;
            /** @description Who was erased. */
            customer: string;
        };
        /**
         * @description Why a passage through a journey ended, where its author gave no reason of their own.
         * @enum {string}
         */
        ExitCode: "exit_rule" | "finished" | "goal" | "held_out" | "journey_stopped" | "merged" | "step_changed" | "step_gone" | "too_many_steps" | "version_gone" | "voucher_refused";
        /** @description What a journey does, in sentences as codes with values. */
        Explained: {
            /** @description Its author's own words; may be empty. */
            description: string;
            /** @description When it ends, and what limits it. */
            ends: components["schemas"]["ExplainSaid"][];
            /** @description What it is, for whom and who pays. */
            head: components["schemas"]["ExplainSaid"][];
            /** @description One sentence for each trigger, then who is let in. */
            starts: components["schemas"]["ExplainSaid"][];
            /** @description What each step does, in order. */
            steps: components["schemas"]["ExplainedStep"][];
        };
        /** @description What a step does. */
        ExplainedStep: {
            /** @description What it does, and where it goes on. */
            said: components["schemas"]["ExplainSaid"][];
            /** @description Its id. */
            step: string;
        };
        /** @description What a journey does, sentence by sentence. */
        ExplainSaid: {
            activity: string;
            brand: string;
            /** @enum {string} */
            code: "speaks";
            name: string;
        } | {
            activity: string;
            brand: string;
            /** @enum {string} */
            code: "speaks_for";
            name: string;
            purpose: string;
        } | {
            /** @enum {string} */
            code: "at";
            of: components["schemas"]["PatternSaid"];
        } | {
            /** @enum {string} */
            code: "sequence";
            earlier: components["schemas"]["PatternSaid"];
            later: components["schemas"]["PatternSaid"];
            within: components["schemas"]["Seconds"];
        } | {
            /** @enum {string} */
            code: "sequence_without";
            earlier: components["schemas"]["PatternSaid"];
            later: components["schemas"]["PatternSaid"];
            none_of: components["schemas"]["Either_PatternSaid"];
            within: components["schemas"]["Seconds"];
        } | {
            /** @enum {string} */
            code: "absence";
            earlier: components["schemas"]["PatternSaid"];
            none_of: components["schemas"]["Either_PatternSaid"];
            within: components["schemas"]["Seconds"];
        } | {
            /** @enum {string} */
            code: "absence_again";
            earlier: components["schemas"]["PatternSaid"];
            none_of: components["schemas"]["Either_PatternSaid"];
            within: components["schemas"]["Seconds"];
        } | {
            /** @enum {string} */
            code: "count";
            of: components["schemas"]["PatternSaid"];
            /** Format: int32 */
            times: number;
            within: components["schemas"]["Seconds"];
        } | {
            /** @enum {string} */
            code: "sum_above";
            /** Format: double */
            limit: number;
            of: components["schemas"]["PatternSaid"];
            value: string;
            within: components["schemas"]["Seconds"];
        } | {
            /** @enum {string} */
            code: "sum_reaches";
            /** Format: double */
            limit: number;
            of: components["schemas"]["PatternSaid"];
            value: string;
            within: components["schemas"]["Seconds"];
        } | {
            /** @enum {string} */
            code: "number_above";
            /** Format: double */
            limit: number;
            of: components["schemas"]["PatternSaid"];
            within: components["schemas"]["Seconds"];
        } | {
            /** @enum {string} */
            code: "number_reaches";
            /** Format: double */
            limit: number;
            of: components["schemas"]["PatternSaid"];
            within: components["schemas"]["Seconds"];
        } | {
            /** @enum {string} */
            code: "at_most_once";
            per: components["schemas"]["Seconds"];
        } | {
            /** @enum {string} */
            code: "only_if";
            condition: string;
        } | {
            /** @enum {string} */
            code: "enters_once";
        } | {
            /** @enum {string} */
            code: "enters_again";
            span: components["schemas"]["Seconds"];
        } | {
            /** @enum {string} */
            code: "enters_always";
        } | {
            /** @enum {string} */
            code: "not_while_in";
            journeys: components["schemas"]["Either_String"];
        } | {
            /** @enum {string} */
            code: "held_out";
            /** Format: double */
            percent: number;
        } | {
            channel: string;
            /** @enum {string} */
            code: "message";
        } | {
            channel: string;
            /** @enum {string} */
            code: "message_for";
            purpose: string;
        } | {
            /** @enum {string} */
            code: "worth_for";
            span: components["schemas"]["Seconds"];
        } | {
            /** @enum {string} */
            code: "cap_waits";
        } | {
            /** @enum {string} */
            code: "cap_drops";
        } | {
            /** @enum {string} */
            code: "quiet_waits";
        } | {
            /** @enum {string} */
            code: "quiet_drops";
        } | {
            /** @enum {string} */
            code: "not_sent_goes";
            step: string;
        } | {
            /** @enum {string} */
            code: "wait_for";
            span: components["schemas"]["Seconds"];
        } | {
            /** @enum {string} */
            code: "wait_until";
            time: string;
        } | {
            /** @enum {string} */
            code: "wait_until_on";
            days: components["schemas"]["All_DayCode"];
            time: string;
        } | {
            /** @enum {string} */
            code: "wait_events";
        } | {
            /** @enum {string} */
            code: "wait_event";
            goes: components["schemas"]["GoesSaid"];
            of: components["schemas"]["PatternSaid"];
        } | {
            /** @enum {string} */
            code: "wait_nothing";
            goes: components["schemas"]["GoesSaid"];
            within: components["schemas"]["Seconds"];
        } | {
            /** @enum {string} */
            code: "decides";
        } | {
            /** @enum {string} */
            code: "case";
            condition: string;
            goes: components["schemas"]["GoesSaid"];
        } | {
            /** @enum {string} */
            code: "otherwise";
            goes: components["schemas"]["GoesSaid"];
        } | {
            /** @enum {string} */
            code: "splits";
        } | {
            /** @enum {string} */
            code: "arm";
            goes: components["schemas"]["GoesSaid"];
            name: string;
            /** Format: double */
            percent: number;
        } | {
            /** @enum {string} */
            code: "split_held_out";
            /** Format: double */
            percent: number;
        } | {
            /** @enum {string} */
            code: "voucher";
            pool: string;
            span: components["schemas"]["Seconds"];
            worth: components["schemas"]["Worth"];
        } | {
            /** @enum {string} */
            code: "voucher_if";
            pool: string;
            span: components["schemas"]["Seconds"];
            worth: components["schemas"]["Worth"];
        } | {
            /** @enum {string} */
            code: "no_voucher_goes";
            step: string;
        } | {
            /** @enum {string} */
            code: "no_voucher_leaves";
        } | {
            /** @enum {string} */
            code: "remembers";
            name: string;
            value: string;
        } | {
            /** @enum {string} */
            code: "over";
        } | {
            /** @enum {string} */
            code: "over_for";
            reason: string;
        } | {
            /** @enum {string} */
            code: "then_goes";
            step: string;
        } | {
            /** @enum {string} */
            code: "then_over";
        } | {
            /** @enum {string} */
            code: "goal_ends";
            of: components["schemas"]["PatternSaid"];
        } | {
            /** @enum {string} */
            code: "goal_goes_on";
            of: components["schemas"]["PatternSaid"];
        } | {
            /** @enum {string} */
            code: "no_goal";
        } | {
            /** @enum {string} */
            code: "leaves_at";
            of: components["schemas"]["PatternSaid"];
        } | {
            /** @enum {string} */
            code: "leaves_at_if";
            condition: string;
            of: components["schemas"]["PatternSaid"];
        } | {
            /** @enum {string} */
            code: "leaves_if";
            condition: string;
        } | {
            /** @enum {string} */
            code: "leaves_for";
            reason: string;
        } | {
            /** @enum {string} */
            code: "fresh";
            span: components["schemas"]["Seconds"];
        } | {
            /** @enum {string} */
            code: "looks_back_begun";
        } | {
            /** @enum {string} */
            code: "looks_back_nothing";
        } | {
            /** @enum {string} */
            code: "looks_back_everything";
        } | {
            /** @enum {string} */
            code: "cap";
            /** Format: int32 */
            max: number;
            per: components["schemas"]["Seconds"];
        } | {
            /** @enum {string} */
            code: "publish_finishes";
        } | {
            /** @enum {string} */
            code: "publish_moves";
        };
        /** @description What an authenticator app needs. */
        FactorBegun: {
            /** @description To be typed into the app. */
            secret: components["schemas"]["Secret"];
            /** @description The same as an address that apps read from a picture. */
            url: components["schemas"]["Secret"];
        };
        /** @description The first code of the app. */
        FactorCode: {
            /** @description Six digits. */
            code: string;
        };
        /** @description Why a job did not come to its end. */
        FailureSaid: {
            /** @enum {string} */
            code: "log_unreadable";
            text: string;
        } | {
            /** @enum {string} */
            code: "defect";
        } | {
            /** @enum {string} */
            code: "broken_off";
        };
        /** @description The five kinds of money, and what follows from them. */
        Figures: {
            /** @description What was spent. */
            actual: components["schemas"]["Amount"];
            /** @description What is promised. */
            committed: components["schemas"]["Amount"];
            /** @description What will have been spent at the end. */
            forecast: components["schemas"]["Amount"];
            /** @description What is free to spend: planned less committed and actual. */
            free: components["schemas"]["Amount"];
            /** @description The margin in what came back. */
            margin: components["schemas"]["Amount"];
            /** @description What may be spent. */
            planned: components["schemas"]["Amount"];
            /** @description What came back: revenue credited. */
            returned: components["schemas"]["Amount"];
        };
        /** @description A column and what it says. */
        FileColumn: {
            /** @description Its name. */
            column: string;
            /** @description What it says. */
            role: components["schemas"]["FileRole"];
        };
        /**
         * @description What comes first in dates.
         * @enum {string}
         */
        FileDates: "day_first" | "month_first";
        /**
         * @description What stands before decimals.
         * @enum {string}
         */
        FileDecimal: "point" | "comma";
        /**
         * @description How letters are made of bytes.
         * @enum {string}
         */
        FileEncoding: "utf-8" | "windows-1252" | "utf-16le" | "utf-16be";
        /**
         * @description A field of an invoice's line.
         * @enum {string}
         */
        FileFieldCode: "activity" | "amount" | "currency" | "date" | "invoice" | "line" | "reversal" | "side" | "text";
        /** @description How a file is written; what is absent is found out. */
        FileForm: {
            dates?: components["schemas"]["FileDates"] | null;
            decimal?: components["schemas"]["FileDecimal"] | null;
            /** @description What stands between columns (`\t` for a tab). */
            delimiter?: string | null;
            encoding?: components["schemas"]["FileEncoding"] | null;
            /**
             * Format: int64
             * @description In which line the names of the columns stand, from 1.
             */
            heading?: number | null;
            /** @description Which sheet of a workbook. */
            sheet?: string | null;
            /** @description Whose clock the times are of, such as `Europe/Berlin`. */
            zone?: string | null;
        };
        /**
         * @description What a file holds.
         * @enum {string}
         */
        FileKind: "orders" | "returns" | "customers" | "events" | "actuals";
        /** @description What becomes of a file's rows. */
        FileMapping: {
            /** @description What its columns say; those that are absent are not read. */
            columns: components["schemas"]["FileColumn"][];
            /** @description The accounts of costs, such as `4600-4999,6300`, where the rows of a file of actuals book between two accounts. */
            costs?: string | null;
            /** @description What happened, where that is the same in all rows of a file of events. */
            event?: string | null;
            /** @description How the file is written. */
            form?: components["schemas"]["FileForm"];
            /** @description Whether rows that name no customer are passed over, such as a till's receipts without a card; else they are refused. */
            leave_out?: boolean;
            /** @description The activity that pays for the lines of invoices that name none. */
            payer?: string | null;
            /** @description What is put in front of the orders' numbers: where two shops count alike, so that no order replaces another. */
            prefix?: string | null;
            /** @description What is in of the series is forgotten, and every row taken as new. */
            restart?: boolean;
            /** @description What the rows of a file of orders are. */
            rows?: components["schemas"]["FileRows"];
            /** @description The series of files in which each row counts once; by the file's name if absent. */
            series?: string | null;
        };
        /** @description What became of a file's rows, or would. */
        FileOutcome: {
            /**
             * Format: int64
             * @description How many are in, or would be.
             */
            accepted: number;
            /** @description The same as codes with values. */
            assumed: components["schemas"]["AssumptionSaid"][];
            /**
             * Format: int64
             * @description How many of those were in before with other values.
             */
            changed: number;
            /**
             * Format: int64
             * @description How many rows of actuals were passed over, since nothing stood in them.
             */
            empty: number;
            /** @description How the file was read, where that was guessed. */
            guesses: string[];
            /**
             * Format: int64
             * @description How many name no customer and were left out, as the mapping wants it.
             */
            left_out: number;
            /**
             * Format: int64
             * @description How many rows of the series had been in and are not in any more, since the server has gone back to an earlier state. Those of them
             *     that the file has are among those that are in now.
             */
            lost: number;
            /** @description The first of the refused rows; all of them are in the list to download. */
            refusals: components["schemas"]["FileRow"][];
            /**
             * Format: int64
             * @description How many were refused.
             */
            refused: number;
            /**
             * Format: int64
             * @description How many were in before as they are.
             */
            repeated: number;
            /**
             * Format: int64
             * @description How many there are.
             */
            rows: number;
            /** @description What is booked of actuals, by currency. */
            sums: components["schemas"]["Amount"][];
            /**
             * Format: int64
             * @description How many are in, but their orders do not count as they say.
             */
            unbooked: number;
            /**
             * Format: int64
             * @description How many are in with something else that could not be read.
             */
            warned: number;
            /** @description The first of those that are in with something wrong. */
            warnings: components["schemas"]["FileRow"][];
        };
        /**
         * @description What a column says.
         * @enum {string}
         */
        FileRole: "skip" | "nothing" | "key" | "customer" | "email" | "phone" | "first_name" | "last_name" | "name" | "birthday" | "property" | "moment" | "time" | "event" | "order" | "refund" | "amount" | "margin" | "currency" | "product" | "quantity" | "price" | "invoice" | "line" | "activity" | "side" | "text" | "reversal";
        /** @description A row with which something is wrong. */
        FileRow: {
            /** @description The stable name of the reason. */
            code: components["schemas"]["FileRowCode"];
            /**
             * Format: int64
             * @description The line of the file it begins in.
             */
            line: number;
            /** @description Why, and what to do. */
            reason: string;
            /**
             * Format: int64
             * @description Its number, from 1.
             */
            row: number;
            row_said?: components["schemas"]["RowSaid"] | null;
            said?: components["schemas"]["ActualsSaid"] | null;
        };
        /**
         * @description What is wrong with a row of a file.
         * @enum {string}
         */
        FileRowCode: "address_unreadable" | "amount_elsewhere" | "amount_too_large" | "another_brand" | "another_customer" | "bad_amount" | "bad_date" | "bad_side" | "beside_products" | "card_unreadable" | "changed" | "closed_period" | "continues" | "country_unreadable" | "crowded" | "damaged_row" | "differs" | "equal_rows" | "future_date" | "id_unreadable" | "in_future" | "keeps_moment" | "lines_differ" | "malformed" | "margin_above_revenue" | "mixed_currency" | "named_twice" | "negative_amount" | "no_amount" | "no_column" | "no_consent_recorded" | "no_customer" | "no_key" | "no_moment" | "no_name" | "no_order_id" | "not_csv" | "older_file" | "other_currency" | "other_customer" | "other_moment" | "other_order" | "other_price" | "overflow" | "overlap" | "phone_unreadable" | "phone_without_country" | "placeholder" | "refused" | "repeated" | "reversal" | "rounded" | "same_order" | "sum_row" | "together" | "too_many_lines" | "too_many_returns" | "trusted_order" | "two_currencies" | "unbooked" | "unknown_activity" | "unknown_order" | "unknown_product" | "unreadable" | "unreadable_amount" | "unreadable_currency" | "unreadable_id" | "unreadable_moment" | "unreadable_products" | "unreadable_quantity" | "zone_unreadable";
        /**
         * @description What the rows of a file of orders are.
         * @enum {string}
         */
        FileRows: "orders" | "lines" | "lines_with_total";
        /**
         * @description Where a file stands.
         * @enum {string}
         */
        FileState: "looked" | "trying" | "tried" | "importing" | "imported" | "failed";
        /** @description A file on its way in. */
        FileView: {
            /** @description The same as codes with values. */
            assumed: components["schemas"]["AssumptionSaid"][];
            /**
             * Format: date-time
             * @description When it came.
             */
            at: string;
            /** @description All of them, in the order of the file. */
            columns: components["schemas"]["FoundColumn"][];
            /** @description How it was read, where that was guessed. */
            guesses: string[];
            /** @description Made by the server; the address of everything about the file. */
            id: string;
            /** @description What it holds. */
            kind: components["schemas"]["FileKind"];
            /** @description What becomes of its rows: guessed, or as it was for the last file like it. */
            mapping: components["schemas"]["FileMapping"];
            /** @description As the browser sent it. */
            name: string;
            outcome?: components["schemas"]["FileOutcome"] | null;
            /** @description Why it could not be tried or brought in. */
            problem?: string | null;
            /**
             * Format: int64
             * @description How many rows have been read in this state.
             */
            reached: number;
            /** @description Whether the mapping is that of the last file like it. */
            remembered: boolean;
            /** @description The series it is of, if no one says another. */
            series: string;
            /** @description As whose word its rows count. */
            source?: string | null;
            /** @description Where it stands. */
            state: components["schemas"]["FileState"];
        };
        /** @description A heading with samples, and what it seems to say. */
        FoundColumn: {
            /** @description What stands in it, in the first rows that say something. */
            examples: string[];
            /** @description As the file's heading has it. */
            name: string;
        };
        /**
         * @description What is missing of the stores.
         * @enum {string}
         */
        GapCode: "database_diverged" | "database_foreign" | "database_missing" | "database_older" | "log_foreign" | "log_missing" | "log_tail_missing" | "manifest_missing" | "segment_changed" | "segment_cut" | "segment_missing";
        /** @description Where a passage goes on, as the end of a sentence. */
        GoesSaid: {
            /** @enum {string} */
            code: "step";
            step: string;
        } | {
            /** @enum {string} */
            code: "over";
        };
        /** @description A journey as a graph. */
        Graph: {
            /** @description What follows what. */
            edges: components["schemas"]["GraphEdge"][];
            /** @description Trigger, steps, exits. */
            nodes: components["schemas"]["GraphNode"][];
        };
        /** @description What follows what. */
        GraphEdge: {
            /** @description From this node. */
            from: string;
            /** @description When: a branch's condition, `after 2h`, `otherwise`; may be empty. */
            label: string;
            said?: components["schemas"]["WaySaid"] | null;
            /** @description To this node. */
            to: string;
            /**
             * @description Which way out of the step this is, unique among them: `next`, `choice_1`, `otherwise`, `held_out`.
             * @example choice_1
             */
            way: string;
        };
        /** @description A trigger, step or end. */
        GraphNode: {
            /** @description The channel, for messages. */
            channel?: string | null;
            /** @description One sentence more. */
            detail: string;
            /** @description The step's id; `@trigger` for the beginning, `@end` for the end. */
            id: string;
            /** @description `trigger`, `message`, `staff`, `wait`, `branch`, `split`, `voucher`, `set`, `exit`, `end`. */
            kind: string;
            /** @description What the detail says, as codes with their values; none where it is the author's own text. */
            said: components["schemas"]["WaySaid"][];
            /** @description A headline. */
            title: string;
        };
        /** @description A code in someone's hands. */
        HandedCode: {
            /**
             * Format: date-time
             * @description When it was given; its validity and its cost count from then. Now if absent; never in the future.
             */
            at?: string | null;
            /** @description The code, as printed. */
            code: string;
            who?: components["schemas"]["Who"] | null;
        };
        /** @description Codes that someone else gave to people: printed in a letter, handed out in the street. */
        HandedInput: {
            /** @description The codes, at most 10 000 in one call. */
            codes: components["schemas"]["HandedCode"][];
        };
        /** @description It answers. */
        Health: {
            /**
             * @description Always `ok`.
             * @example ok
             */
            status: string;
            /** @description The version of this binary. */
            version: string;
        };
        /** @description What an author can do about a problem of a document. */
        HintSaid: {
            /** @enum {string} */
            code: "meant";
            name: string;
        } | {
            /** @enum {string} */
            code: "one_of";
            names: components["schemas"]["All_String"];
        } | {
            /** @enum {string} */
            code: "write";
            example: string;
        } | {
            /** @enum {string} */
            code: "part_of";
            names: components["schemas"]["All_String"];
        } | {
            /** @enum {string} */
            code: "perhaps";
            name: string;
            names: components["schemas"]["All_String"];
        } | {
            /** @enum {string} */
            code: "default";
            name: string;
        } | {
            /** @enum {string} */
            code: "default_or_number";
        } | {
            /** @enum {string} */
            code: "take_apart";
        } | {
            /** @enum {string} */
            code: "several_steps";
        } | {
            /** @enum {string} */
            code: "wait_in_loop";
        } | {
            /** @enum {string} */
            code: "open_activity";
        } | {
            /** @enum {string} */
            code: "open_pool";
        } | {
            /** @enum {string} */
            code: "within_pool";
        } | {
            /** @enum {string} */
            code: "visible";
            text: string;
        };
        /**
         * @description Why nothing is sent.
         * @enum {string}
         */
        HoldCode: "asked_for" | "clock" | "loss_accepted" | "mixed" | "moved" | "restored" | "shared" | "unreadable";
        /** @description The person who lifted the last hold, and the moment. */
        HoldLifted: {
            /**
             * Format: date-time
             * @description The moment it was lifted.
             */
            at: string;
            /** @description The name of whoever lifted it. */
            by: string;
        };
        /** @description One reason why nothing is sent. */
        HoldReason: {
            /**
             * Format: date-time
             * @description The moment at which it was found.
             */
            at: string;
            /** @description What exactly was found; may be empty. */
            detail: string;
            /** @description The same as codes with values; empty for what a release before found. */
            said: components["schemas"]["HoldSaid"][];
            /** @description The reason for the hold. */
            why: components["schemas"]["HoldCode"];
        };
        /** @description Lifts the hold. */
        HoldRelease: {
            /** @description `seen` of the answer that was looked at. */
            seen: string;
        };
        /** @description What exactly was found when messages were held. */
        HoldSaid: {
            /** @enum {string} */
            code: "started_with_hold";
        } | {
            before: string;
            /** @enum {string} */
            code: "place_named";
            now: string;
        } | {
            before: string;
            /** @enum {string} */
            code: "place_unnamed";
        } | {
            before: string;
            /** @enum {string} */
            code: "lies_at";
            now: string;
        } | {
            /** @enum {string} */
            code: "other_machine";
        } | {
            /** @enum {string} */
            code: "other_directory";
        } | {
            /** @enum {string} */
            code: "files_copied";
        } | {
            /** @enum {string} */
            code: "place_unknown";
        } | {
            /** @enum {string} */
            code: "foreign";
            store: components["schemas"]["StoreCode"];
        } | {
            /** @enum {string} */
            code: "file_missing";
            file: string;
        } | {
            /** @enum {string} */
            code: "file_unreadable";
            file: string;
            text: string;
        } | {
            /** @enum {string} */
            code: "taken";
        } | {
            /** @enum {string} */
            code: "shared_elsewhere";
        } | {
            at: components["schemas"]["Moment"];
            /** @enum {string} */
            code: "backup_of";
            /** Format: int64 */
            position: number;
        } | {
            /** @enum {string} */
            code: "lost";
            gap: components["schemas"]["GapCode"];
        } | {
            /** @enum {string} */
            code: "lost_positions";
            /** Format: int64 */
            first_position: number;
            gap: components["schemas"]["GapCode"];
            /** Format: int64 */
            position: number;
        } | {
            /** Format: int64 */
            all: number;
            /** @enum {string} */
            code: "left_out";
        } | {
            /** @enum {string} */
            code: "document_left_out";
            journey: string;
            /** Format: int32 */
            version: number;
        } | {
            brand: string;
            /** @enum {string} */
            code: "brand_again";
            /** Format: int32 */
            version: number;
        } | {
            brand: string;
            /** @enum {string} */
            code: "brand_of_the_log";
        } | {
            /** @enum {string} */
            code: "journey_again";
            journey: string;
            /** Format: int32 */
            version: number;
        } | {
            /** @enum {string} */
            code: "journey_of_the_log";
            journey: string;
            /** Format: int32 */
            version: number;
        } | {
            /** @enum {string} */
            code: "journey_runs";
            journey: string;
        } | {
            /** @enum {string} */
            code: "journey_paused";
            journey: string;
        } | {
            /** @enum {string} */
            code: "journey_stopped";
            journey: string;
        } | {
            /** Format: int64 */
            all: number;
            /** @enum {string} */
            code: "more";
        } | {
            at: components["schemas"]["Moment"];
            /** @enum {string} */
            code: "clock_says";
            kept: components["schemas"]["Moment"];
        };
        /** @description Whether nothing is sent, why, and what would go out if the hold were lifted now. */
        HoldView: {
            /**
             * Format: int64
             * @description How often a person has confirmed that this one goes on.
             */
            epoch: number;
            /** @description The oldest of them. */
            first: components["schemas"]["DeliverySummary"][];
            /** @description The installation's number: copies have the same. */
            installation: string;
            lifted?: components["schemas"]["HoldLifted"] | null;
            /**
             * Format: int64
             * @description Messages that would go out at once.
             */
            messages: number;
            /** @description Nothing is sent. */
            on: boolean;
            /** @description Why; empty if things are sent. */
            reasons: components["schemas"]["HoldReason"][];
            /**
             * @description Identifies what is shown here: pass it when lifting the hold.
             * @example 6c1f0a9be2d47730:42
             */
            seen: string;
            /** @description The same by journey and channel, most first. */
            waiting: components["schemas"]["HoldWaiting"][];
        };
        /** @description Messages of one journey on one channel that would go out. */
        HoldWaiting: {
            /** @description The way by which they would travel. */
            channel: string;
            /** @description The id of the journey that sends them. */
            journey: string;
            /**
             * Format: int64
             * @description The number of messages.
             */
            messages: number;
            /**
             * Format: date-time
             * @description When the oldest of them was planned.
             */
            oldest: string;
        };
        /**
         * @description A kind of identifier.
         * @enum {string}
         */
        IdentifierCode: "anonymous_id" | "device" | "email" | "loyalty_card" | "phone" | "user_id";
        /** @description One way in which a customer is known. */
        IdentifierView: {
            /**
             * @description `user_id`, `anonymous_id`, `email`, `phone`, `loyalty_card`, `device`.
             * @example email
             */
            kind: string;
            /**
             * Format: date-time
             * @description Since when it is reported to be theirs no longer (`email: null`): they are recognised by it, and nothing is sent there.
             */
            removed?: string | null;
            /**
             * @description The normalised value.
             * @example ada@example.com
             */
            value: string;
        };
        /**
         * @description Why something that was sent names no person, no place, or no moment in the past.
         * @enum {string}
         */
        IllegibleCode: "address_unreadable" | "card_unreadable" | "country_unreadable" | "crowded" | "id_unreadable" | "in_future" | "no_moment" | "phone_unreadable" | "phone_without_country" | "placeholder" | "zone_unreadable";
        /** @description How often something could not be read. */
        IllegibleCount: {
            /** @description What could not be read. */
            code: components["schemas"]["IllegibleCode"];
            /**
             * Format: int64
             * @description How often.
             */
            count: number;
        };
        /** @description What a returned mail was. */
        Inbound: {
            /** @description Whether anything changed: a delivery's state, a suppression. */
            applied: boolean;
            /** @description What was understood, in words, without addresses. */
            detail: string;
            /**
             * @description `hard_bounce`, `soft_bounce`, `complaint`, `automatic_reply`, `other`.
             * @example hard_bounce
             */
            kind: string;
            /**
             * @description Why a bounce or complaint counts for nothing: `no_message` (it names none of ours), `other_recipient` (the message went to
             *     someone else).
             * @example no_message
             */
            reason?: string | null;
            /** @description The message it is about, if it could be identified. */
            send_key?: string | null;
        };
        /** @description Where events go. */
        Integrations: {
            /** @description This installation, under the name the client knows. */
            "Segment.io": components["schemas"]["Destination"];
        };
        /**
         * @description The state of a back-test.
         * @enum {string}
         */
        JobState: "running" | "finished" | "cancelled" | "failed";
        /** @description Live figures of a journey. */
        JourneyCounts: {
            /**
             * Format: date-time
             * @description The moment up to which everything is counted.
             */
            as_of: string;
            /**
             * Format: int64
             * @description Passages that began. Who enters twice counts twice.
             */
            entered: number;
            /**
             * Format: int64
             * @description Passages that reached the goal.
             */
            goal: number;
            /**
             * Format: int64
             * @description Customers that are held out, over all versions.
             */
            held_out: number;
            /**
             * Format: int64
             * @description Passages under way now.
             */
            inside: number;
            /** @description Why the trigger fired and no one entered, most frequent first. */
            not_entered: components["schemas"]["ReasonCount"][];
            /** @description Why messages were not sent, most frequent first: the steps' `refusals` together. */
            refusals: components["schemas"]["ReasonCount"][];
            /** @description Per step. */
            steps: components["schemas"]["StepCount"][];
        };
        /**
         * @description Whether a journey is drafted, running, paused or stopped.
         * @enum {string}
         */
        JourneyState: "draft" | "running" | "paused" | "stopped";
        /** @description A journey in a list. */
        JourneySummary: {
            /** @description Which activity pays and is credited. */
            activity: string;
            /** @description The sender that it speaks for. */
            brand: string;
            /**
             * Format: date-time
             * @description When it was last published or changed.
             */
            changed: string;
            /**
             * @description What of the plan is closed, so that nothing new is sent whatever the state: the activity, or a node above it.
             * @example campaign:spring
             */
            closed_by?: string | null;
            /** @description Whether a draft differs from what is live. */
            draft: boolean;
            /**
             * Format: int64
             * @description Passages that began, over all versions.
             */
            entered: number;
            /**
             * Format: int64
             * @description Passages that reached the goal, over all versions.
             */
            goal: number;
            /** @description As its document names it; never changes. */
            id: string;
            /**
             * Format: int64
             * @description Passages under way now, over all versions.
             */
            inside: number;
            /** @description What people call it. */
            name: string;
            /** @description For what purpose it contacts people. */
            purpose: string;
            /** @description Whether it runs. */
            state: components["schemas"]["JourneyState"];
            /**
             * Format: int32
             * @description The version new customers enter; absent for drafts.
             */
            version?: number | null;
        };
        /** @description A journey with its draft, its versions and whether it runs. */
        JourneyView: {
            /** @description The live version's document as its author wrote it (YAML); the draft's if never published. */
            document: string;
            /** @description The draft's, if there is one. */
            draft?: string | null;
            /** @description The same as codes with values. */
            explained: components["schemas"]["Explained"];
            /** @description What it does, in plain sentences. */
            explanation: string;
            /** @description Its steps as a graph. */
            graph: components["schemas"]["Graph"];
            /**
             * @description Which revision of draft and version this is; also the `ETag`.
             * @example 3-1
             */
            revision: string;
            /** @description The short form. */
            summary: components["schemas"]["JourneySummary"];
            /** @description All versions, newest first. */
            versions: components["schemas"]["VersionSummary"][];
        };
        /** @description One entry of the ledger: never edited. */
        LedgerRecord: {
            /** @description How much moved: never negative. */
            amount: components["schemas"]["Amount"];
            /**
             * Format: date-time
             * @description When it counts: the day of an invoice, else the moment it happened.
             */
            at: string;
            /** @description Who booked it: a person, or the part of the system. */
            author: string;
            /** @description The customer, if it is about one. */
            customer?: string | null;
            /** @description From which activity; absent: from outside. */
            from?: string | null;
            /** @description How much the node asked about gained by it; negative where it lost. */
            gain: components["schemas"]["Amount"];
            /** @description A name made of what it is about, so that a repetition books nothing twice. */
            id: string;
            /** @description Planned, committed, actual, forecast or returned. */
            kind: components["schemas"]["MoneyKind"];
            /** @description The reason, which is kept in the ledger. */
            reason: string;
            /**
             * Format: date-time
             * @description When it was written into the books.
             */
            recorded: string;
            reference?: components["schemas"]["Reference"] | null;
            /** @description To which activity; absent: to outside. */
            to?: string | null;
        };
        /**
         * @description The levels of the plan.
         * @enum {string}
         */
        Level: "plan" | "area" | "campaign" | "activity";
        /**
         * @description What is decided up to a limit.
         * @enum {string}
         */
        LimitedActCode: "move_money" | "publish_journey";
        /** @description A limit to be set, in place of the one for the same. */
        LimitInput: {
            /** @description What it is about. */
            act: components["schemas"]["LimitedActCode"];
            /** @description Of which brand alone; absent: of all. */
            brand?: string | null;
            /** @description At which node of the plan, with everything below it; absent: at the company. */
            node?: string | null;
            /** @description One person's: the account's id. Else `role`. */
            person?: string | null;
            /** @description Of everybody with this role at the place. Else `person`. */
            role?: string | null;
            up_to?: components["schemas"]["Amount"] | null;
        };
        /** @description An amount up to which somebody decides alone. */
        LimitView: {
            /** @description What it is about. */
            act: components["schemas"]["LimitedActCode"];
            /** @description Of which brand alone; absent: of all. */
            brand?: string | null;
            /** @description By which it is taken back. */
            id: string;
            /** @description At which node of the plan, with everything below it. */
            node: string;
            /** @description Whose it is, if one person's: the account's id. */
            person?: string | null;
            /** @description What they are called. */
            person_name?: string | null;
            /** @description Of everybody with this role at the place. */
            role?: string | null;
            up_to?: components["schemas"]["Amount"] | null;
        };
        /** @description One message of the live feed: the `data` of a server-sent event named `entry`. */
        LiveEntry: {
            /** @description The id of whom it is about. */
            customer: string;
            /** @description What happened. */
            entry: components["schemas"]["TimelineEntry"];
            /** @description The customer's display name. */
            label: string;
        };
        /** @description An e-mail as it was sent. Links of ours that act for the reader (preferences, unsubscribe, confirmation) are cut. */
        MailCopy: {
            /**
             * @description Name and address.
             * @example Acme Shoes <news@acme.example>
             */
            from: string;
            /** @description Where answers go, if elsewhere. */
            reply_to?: string | null;
            /** @description The line that mail programs show in lists. */
            subject: string;
            /** @description The plain-text part. The HTML part is at `/v1/deliveries/{send_key}/mail`. */
            text: string;
            /** @description The reader's address. */
            to: string;
        };
        /** @description New mail settings. Absent secrets stay as they are. */
        MailInput: {
            /**
             * Format: int32
             * @description How many connections at once, 1 to 32; absent: 4.
             */
            connections?: number;
            /** @description The domain to sign for with DKIM. */
            dkim_domain?: string | null;
            /** @description The keys to sign with from now on, instead of the stored ones; each adds a signature. */
            dkim_keys?: components["schemas"]["DkimKeyInput"][] | null;
            /** @description The mail server; absent: no mail is sent. */
            host?: string | null;
            /** @description What is sent to sign in; never shown again. */
            password?: string | null;
            /**
             * Format: int32
             * @description Where the mail server listens: usually 25, 465 or 587.
             */
            port: number;
            /** @description Where bounces go. */
            return_path?: string | null;
            /** @description `none`, `starttls` or `tls`. */
            security: string;
            /** @description The name to sign in by; absent if the server asks for none. */
            user?: string | null;
        };
        /** @description How mail leaves the house. */
        MailSettings: {
            /**
             * Format: int64
             * @description How many confirmations wait for a brand's sender address or for the mail server.
             */
            confirmations_waiting: number;
            /**
             * Format: int32
             * @description How many connections at once.
             */
            connections: number;
            /** @description The domain signed for with DKIM; absent: not signed. */
            dkim_domain?: string | null;
            /** @description The signing keys, with their DNS records. Private keys are never returned. */
            dkim_keys: components["schemas"]["DkimKey"][];
            /** @description The mail server; absent: no mail is sent. */
            host?: string | null;
            /** @description Whether a password is stored. */
            password: boolean;
            /**
             * Format: int32
             * @description Where the mail server listens: usually 25, 465 or 587.
             */
            port: number;
            /** @description Where bounces go. */
            return_path?: string | null;
            /** @description Which state of the settings this is; also the `ETag`. */
            revision: string;
            /** @description `none`, `starttls` or `tls`. */
            security: string;
            /** @description The user, if it asks for one. */
            user?: string | null;
        };
        /** @description Why two became one. */
        MergeView: {
            /**
             * Format: date-time
             * @description The moment it happened.
             */
            at: string;
            /** @description What linked them, in words. */
            because: string;
            /** @description The id that ceased. */
            from: string;
            /** @description The id that stays. */
            into: string;
            /** @description The same as a code with its values. */
            said: components["schemas"]["EntrySaid"];
        };
        /**
         * @description One message as Segment's clients send it. Only documented here: it is read by an own, stricter reader
         *     (no key twice in one object, at most 64 levels, only finite numbers, at most 32 KB).
         */
        Message: {
            /** @description The id of a visitor who is not known (yet). */
            anonymousId?: string | null;
            /** @description Circumstances: campaign, page, locale, ... */
            context?: Record<string, never> | null;
            /** @description `track`: what happened, such as `Order Completed`. */
            event?: string | null;
            /** @description The group that `group` puts the person in, such as a company. */
            groupId?: string | null;
            /** @description Chosen by the sender; repetitions are dropped for at least 7 days. Generated if absent. */
            messageId?: string | null;
            /** @description `page`, `screen`: its name. */
            name?: string | null;
            /**
             * Format: date-time
             * @description The same, as Segment's archives have it: read where `timestamp` is missing.
             */
            originalTimestamp?: string | null;
            /** @description `alias`: the id this person had before. */
            previousId?: string | null;
            /** @description `track`, `page`, `screen`: further details. */
            properties?: Record<string, never> | null;
            /**
             * Format: date-time
             * @description When it was sent, by the sender's clock: the difference to our clock corrects `timestamp`.
             */
            sentAt?: string | null;
            /**
             * Format: date-time
             * @description When it happened, by the sender's clock (RFC 3339).
             */
            timestamp?: string | null;
            /** @description `identify`, `group`: what is known of the person or group. */
            traits?: Record<string, never> | null;
            /**
             * @description In `/v1/batch` and `/v1/import` only: `identify`, `track`, `page`, `screen`, `group` or `alias`.
             * @example track
             */
            type?: string | null;
            /** @description The id the company's own systems use. This or `anonymousId` is needed. */
            userId?: string | null;
            /** @description The write key, for clients that cannot send an Authorization header. */
            writeKey?: string | null;
        };
        /** @description A message as it left. */
        MessageCopy: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            at: string;
            /** @description The content of a prompt, a receipt, a placement or a mail, by field. */
            content: Record<string, never>;
            mail?: components["schemas"]["MailCopy"] | null;
            /** @description The name of the message, as `timeline` has it. */
            send_key: string;
        };
        /** @description How much the client measures of itself. */
        Metrics: {
            /**
             * Format: int32
             * @description The share of calls: none.
             */
            sampleRate: number;
        };
        /**
         * Format: date-time
         * @description A point in time, written in RFC 3339.
         */
        Moment: string;
        /**
         * @description When the gate was asked: as the message was planned, or right before it was sent.
         * @enum {string}
         */
        MomentCode: "planning" | "sending";
        /**
         * @description The kinds of money on an activity.
         * @enum {string}
         */
        MoneyKind: "planned" | "committed" | "actual" | "forecast" | "returned" | "margin";
        /** @description A month's figures of a node, at its end. Money counts in the month it belongs to: an invoice's date, a sale's day. */
        MonthFigures: {
            /** @description As of its end (or now, for this month). */
            figures: components["schemas"]["Figures"];
            /**
             * @description The month, UTC.
             * @example 2026-03
             */
            month: string;
        };
        /** @description Where a node is to hang. */
        MoveInput: {
            /**
             * @description The new parent: of the same level as the old one, with the same currency, and with room for the node's period.
             * @example campaign:autumn
             */
            parent: string;
            /** @description The reason, which is kept with the change. */
            reason: string;
        };
        /** @description What waits for the caller, and what they wait for. */
        MyDayView: {
            /** @description What waits for the caller: what is late first, then what is due soonest. */
            for_me: components["schemas"]["ApprovalSummary"][];
            /** @description What the caller waits for. */
            i_wait_for: components["schemas"]["ApprovalSummary"][];
            /**
             * Format: int32
             * @description How much of both is late.
             */
            late: number;
        };
        /** @description A change of the tree: who made it, when and why. */
        NodeChange: {
            /** @description As it has been since; absent where there is nothing. */
            after?: string | null;
            /**
             * Format: date-time
             * @description The moment of the change.
             */
            at: string;
            /** @description The name of whoever made it. */
            author: string;
            /** @description As it was; absent where there was nothing. */
            before?: string | null;
            /** @description What it is called now. */
            name: string;
            /** @description The changed node's id. */
            node: string;
            /** @description The reason, which is kept with the change. */
            reason: string;
            /**
             * Format: int64
             * @description Its place in the list of all changes; what was changed together has the same.
             */
            seq: number;
            /** @description What was changed. */
            what: components["schemas"]["NodeChangeCode"];
        };
        /**
         * @description What a change of the tree changed.
         * @enum {string}
         */
        NodeChangeCode: "added" | "name" | "owner" | "brand" | "period" | "moved" | "closed" | "reopened" | "archived" | "restored" | "books_closed";
        /** @description A new node. Its level is part of its id; the levels are plan, area, campaign, activity, from top to bottom. */
        NodeInput: {
            /** @description The id of the brand whose days and messages it is about; absent: the one above. */
            brand?: string | null;
            /**
             * @description In which currency it reckons; a plan needs one, nothing else may have one.
             * @example EUR
             */
            currency?: string | null;
            /**
             * @description Last day, UTC; a plan needs one.
             * @example 2026-12-31
             */
            ends?: string | null;
            /**
             * @description Its id: level and name.
             * @example activity:spring-shoes
             */
            id: string;
            /** @description What people call it. */
            name: string;
            /** @description Who answers for it. */
            owner?: string | null;
            /** @description The node above; absent for a plan. */
            parent?: string | null;
            /**
             * @description First day, UTC; a plan needs one.
             * @example 2026-01-01
             */
            starts?: string | null;
        };
        /** @description Changes to a node; what is left out stays as it is, and `null` takes it away. */
        NodePatch: {
            /** @description The id of the brand whose days and messages it is about. */
            brand?: string | null;
            /**
             * @description Last day, UTC.
             * @example 2026-12-31
             */
            ends?: string | null;
            /** @description Its name. No two nodes under one parent have the same. */
            name?: string | null;
            /** @description Who answers for it. */
            owner?: string | null;
            /** @description The reason, which is kept with the change. */
            reason: string;
            /**
             * @description First day, UTC; together with `ends`. A plan keeps having both.
             * @example 2026-01-01
             */
            starts?: string | null;
        };
        /**
         * @description What was promised to a person.
         * @enum {string}
         */
        ObligationCode: "erasure" | "export" | "withdrawal";
        /** @description A promise to a person that is not fulfilled yet. */
        ObligationView: {
            /** @description The recipient; absent while not known. */
            customer?: string | null;
            /** @description What was promised. */
            kind: components["schemas"]["ObligationCode"];
            /** @description The same in the words of whatever met it, for whoever mends it. */
            obstacle?: string | null;
            obstacle_code?: components["schemas"]["ObstacleCode"] | null;
            /** @description It takes longer than it may: an erasure or export more than an hour, a withdrawal more than a minute. */
            overdue: boolean;
            /**
             * Format: date-time
             * @description The moment at which it was promised.
             */
            since: string;
        };
        /**
         * @description What stands in the way of a promise to a customer.
         * @enum {string}
         */
        ObstacleCode: "export_failed" | "history_unreadable" | "log_damaged" | "log_unreadable" | "log_unwritable" | "refused" | "unavailable";
        /**
         * @description What is odd about a report about an order that counts.
         * @enum {string}
         */
        OrderDoubtCode: "other_price";
        /** @description Reports about orders that count and are odd, for one reason. */
        OrdersDoubted: {
            /**
             * Format: int64
             * @description How often.
             */
            count: number;
            /**
             * Format: date-time
             * @description The moment of the newest one.
             */
            last: string;
            /** @description What is odd about them. */
            why: components["schemas"]["OrderDoubtCode"];
        };
        /** @description Reports about orders that had no effect, for one reason. */
        OrdersRefused: {
            /**
             * Format: int64
             * @description How often.
             */
            count: number;
            /**
             * Format: date-time
             * @description The moment of the newest one.
             */
            last: string;
            /** @description The reason why the words did not count. */
            why: components["schemas"]["OrderWordCode"];
        };
        /**
         * @description How much of an order is left.
         * @enum {string}
         */
        OrderStateCode: "cancelled" | "kept" | "partly_returned" | "returned";
        /** @description One report about an order, and its effect. */
        OrderStep: {
            act?: components["schemas"]["OrderWordCode"] | null;
            /**
             * Format: date-time
             * @description When it happened.
             */
            at: string;
            doubt?: components["schemas"]["OrderDoubtCode"] | null;
            left?: components["schemas"]["Amount"] | null;
            outcome?: components["schemas"]["OrderWordCode"] | null;
            /** @description Whether that is a public one. */
            public: boolean;
            /** @description Whether it did nothing. */
            refused: boolean;
            /** @description The source that reported it. */
            source: string;
        };
        /** @description One sale in a list. */
        OrderSummary: {
            /**
             * Format: date-time
             * @description The moment it happened.
             */
            at: string;
            /** @description The brand that sold. */
            brand: string;
            /** @description Which of the activities that the caller sees are credited, and by which message. */
            credits: components["schemas"]["Credit"][];
            /** @description The buyer; absent if the customer was erased. */
            customer?: string | null;
            /** @description The order's number; absent if its customer was erased. */
            id?: string | null;
            /** @description The customer's display name, as far as the caller may see it. */
            label: string;
            /** @description What was paid less what was paid back. */
            left: components["schemas"]["Amount"];
            /** @description Whether a prompt was open when it was sold, so that staff were asked whether they had served the customer. */
            overtaken: boolean;
            /** @description Whether only a public source has reported it. */
            public: boolean;
            /** @description What of it was paid back. */
            returned: components["schemas"]["Amount"];
            /** @description What was paid. */
            revenue: components["schemas"]["Amount"];
            /** @description Why its money is not in the books, if the plan's rules refused it. */
            set_aside?: string | null;
            /** @description How much came back, in a word. */
            state: components["schemas"]["OrderStateCode"];
            /** @description The source that reported it first: a shop, a till, a branch. */
            touchpoint: string;
            /**
             * Format: int64
             * @description How many reports about it counted for nothing; the order's page says why.
             */
            unheard: number;
        };
        /** @description One sale, what was reported about it, and which activities are credited. */
        OrderView: {
            /**
             * Format: date-time
             * @description The moment it happened.
             */
            at: string;
            /** @description Whether it was called off. */
            cancelled: boolean;
            /** @description Whether any report about it counts. */
            counts: boolean;
            /** @description Which activities are credited. */
            credits: components["schemas"]["Credit"][];
            /** @description The buyer; absent if no report counts, or the customer was erased. */
            customer?: string | null;
            /** @description The order's id. */
            id: string;
            /** @description The customer's display name. */
            label: string;
            /** @description What is left of it after returns. */
            left: components["schemas"]["Amount"];
            margin?: components["schemas"]["Amount"] | null;
            /** @description The event's properties: products, prices. */
            properties: Record<string, never>;
            /** @description Whether only a public source has reported it. */
            public: boolean;
            /** @description What was paid. */
            revenue: components["schemas"]["Amount"];
            /** @description Every report about it, oldest first; empty for orders from before reports were kept. */
            steps: components["schemas"]["OrderStep"][];
            /** @description The touchpoint it happened at. */
            touchpoint: string;
            /** @description Why no activity is credited, if none is. */
            uncredited?: string | null;
            uncredited_said?: components["schemas"]["UncreditedSaid"] | null;
        };
        /**
         * @description A report about an order, its effect, or why it had none.
         * @enum {string}
         */
        OrderWordCode: "amount_elsewhere" | "amount_too_large" | "another_brand" | "another_customer" | "began" | "cancelled" | "changed" | "completed" | "known" | "margin_above_revenue" | "negative_amount" | "no_order_id" | "other_currency" | "refunded" | "replaced" | "too_many_lines" | "too_many_returns" | "trusted_order" | "unknown_order" | "unknown_product" | "unreadable_amount" | "unreadable_currency" | "unreadable_id" | "unreadable_products" | "unreadable_quantity" | "updated" | "waits";
        /** @description The first screen. */
        Overview: {
            /** @description What a person should look at. */
            attention: components["schemas"]["Attention"][];
            /** @description What changed since one day before. */
            changes: components["schemas"]["Change"][];
            /** @description These days together, and as many before them. */
            compared: components["schemas"]["Compared"];
            /**
             * Format: int64
             * @description Customers known; absent for those who see a part of the plan only.
             */
            customers?: number | null;
            /** @description The last days of what is looked at, in the currency of the first total. */
            days: components["schemas"]["DayFigures"][];
            /** @description The months of the period of what is looked at so far, in the currency of the first total. */
            months: components["schemas"]["MonthFigures"][];
            /** @description The tree with its figures. */
            plan: components["schemas"]["Plan"];
            /**
             * Format: int64
             * @description Messages that left in the last 24 hours.
             */
            sent: number;
            /** @description The sum over what is looked at, one entry for each currency. */
            totals: components["schemas"]["Total"][];
            /** @description How the tree itself changed since then, newest first. */
            tree: components["schemas"]["NodeChange"][];
        };
        /** @description Part of a list, and where the next part begins. */
        Page_DeliverySummary: {
            /** @description The items, newest first unless stated otherwise. */
            items: {
                /** @description Who pays. */
                activity: string;
                answer?: components["schemas"]["DeliveryCode"] | null;
                /**
                 * Format: date-time
                 * @description Since when in this state.
                 */
                at: string;
                /** @description The way by which it travels. */
                channel: string;
                /** @description What is reserved for it, and spent when it is accepted. */
                cost: components["schemas"]["Amount"];
                /** @description The recipient. */
                customer: string;
                /** @description The id of the journey that sent it. */
                journey: string;
                /** @description The customer's display name. */
                label: string;
                /** @description Why, in words: a server's answer, a refusal's reason; may be empty. */
                reason: string;
                /**
                 * @description Names this message to this person for ever.
                 * @example spring-shoes/3/offer/00ab00cd00ef00000000000000000001/email/4711
                 */
                send_key: string;
                /**
                 * @description The state: see [`DeliveryQuery::state`].
                 * @example accepted
                 */
                state: string;
                /** @description The step that sent it. */
                step: string;
                /**
                 * Format: date-time
                 * @description Put off until then.
                 */
                until?: string | null;
                /**
                 * Format: int32
                 * @description The publication that its passage follows.
                 */
                version: number;
                why?: components["schemas"]["RefusalCode"] | null;
            }[];
            /** @description Give this back as `cursor` for the next part; absent at the end. */
            next?: string | null;
        };
        /** @description Part of a list, and where the next part begins. */
        Page_LedgerRecord: {
            /** @description The items, newest first unless stated otherwise. */
            items: {
                /** @description How much moved: never negative. */
                amount: components["schemas"]["Amount"];
                /**
                 * Format: date-time
                 * @description When it counts: the day of an invoice, else the moment it happened.
                 */
                at: string;
                /** @description Who booked it: a person, or the part of the system. */
                author: string;
                /** @description The customer, if it is about one. */
                customer?: string | null;
                /** @description From which activity; absent: from outside. */
                from?: string | null;
                /** @description How much the node asked about gained by it; negative where it lost. */
                gain: components["schemas"]["Amount"];
                /** @description A name made of what it is about, so that a repetition books nothing twice. */
                id: string;
                /** @description Planned, committed, actual, forecast or returned. */
                kind: components["schemas"]["MoneyKind"];
                /** @description The reason, which is kept in the ledger. */
                reason: string;
                /**
                 * Format: date-time
                 * @description When it was written into the books.
                 */
                recorded: string;
                reference?: components["schemas"]["Reference"] | null;
                /** @description To which activity; absent: to outside. */
                to?: string | null;
            }[];
            /** @description Give this back as `cursor` for the next part; absent at the end. */
            next?: string | null;
        };
        /** @description Part of a list, and where the next part begins. */
        Page_OrderSummary: {
            /** @description The items, newest first unless stated otherwise. */
            items: {
                /**
                 * Format: date-time
                 * @description The moment it happened.
                 */
                at: string;
                /** @description The brand that sold. */
                brand: string;
                /** @description Which of the activities that the caller sees are credited, and by which message. */
                credits: components["schemas"]["Credit"][];
                /** @description The buyer; absent if the customer was erased. */
                customer?: string | null;
                /** @description The order's number; absent if its customer was erased. */
                id?: string | null;
                /** @description The customer's display name, as far as the caller may see it. */
                label: string;
                /** @description What was paid less what was paid back. */
                left: components["schemas"]["Amount"];
                /** @description Whether a prompt was open when it was sold, so that staff were asked whether they had served the customer. */
                overtaken: boolean;
                /** @description Whether only a public source has reported it. */
                public: boolean;
                /** @description What of it was paid back. */
                returned: components["schemas"]["Amount"];
                /** @description What was paid. */
                revenue: components["schemas"]["Amount"];
                /** @description Why its money is not in the books, if the plan's rules refused it. */
                set_aside?: string | null;
                /** @description How much came back, in a word. */
                state: components["schemas"]["OrderStateCode"];
                /** @description The source that reported it first: a shop, a till, a branch. */
                touchpoint: string;
                /**
                 * Format: int64
                 * @description How many reports about it counted for nothing; the order's page says why.
                 */
                unheard: number;
            }[];
            /** @description Give this back as `cursor` for the next part; absent at the end. */
            next?: string | null;
        };
        /** @description Part of a list, and where the next part begins. */
        Page_PersonAtStep: {
            /** @description The items, newest first unless stated otherwise. */
            items: {
                /**
                 * Format: date-time
                 * @description When they came to the step.
                 */
                at: string;
                /** @description The customer's id. */
                customer: string;
                /** @description What to call them on a screen. */
                label: string;
                /** @description At which steps of the journey they are now; none if they have left it. */
                now: string[];
            }[];
            /** @description Give this back as `cursor` for the next part; absent at the end. */
            next?: string | null;
        };
        /** @description Part of a list, and where the next part begins. */
        Page_TimelineEntry: {
            /** @description The items, newest first unless stated otherwise. */
            items: {
                /** @description Which activity of the plan pays or is credited. */
                activity?: string | null;
                /**
                 * Format: date-time
                 * @description When it happened.
                 */
                at: string;
                /** @description The sender that it is about. */
                brand?: string | null;
                /** @description The way by which the message travels. */
                channel?: string | null;
                /** @description All checks of a decision, in order. */
                checks: components["schemas"]["CheckView"][];
                /**
                 * @description What exactly, as a stable code within its kind: `grant`, `deferred`, `accepted`, `entered`, `issued`, ...; none for events.
                 * @example accepted
                 */
                code?: string | null;
                /** @description Where and by what an event was sent: page, campaign, device, locale. */
                context: Record<string, never>;
                /** @description Further details: an event's properties, an order's lines. */
                data: Record<string, never>;
                /** @description More, in a sentence; may be empty. */
                detail: string;
                /**
                 * @description Its number: the same for ever.
                 * @example 17-4711-2
                 */
                id: string;
                /** @description The id of the journey that it is about. */
                journey?: string | null;
                /**
                 * @description `event`, `consent`, `suppression`, `decision`, `delivery`, `journey`, `voucher`, `money`, `merge`, `erasure`.
                 * @example event
                 */
                kind: string;
                /** @description The id that the sender gave an event. */
                message_id?: string | null;
                /** @description Headline and sentences as codes with their values, to be written in the reader's language. */
                said: components["schemas"]["EntrySaid"][];
                /** @description Which message: open `/v1/deliveries/{send_key}`. */
                send_key?: string | null;
                /** @description The step that did it. */
                step?: string | null;
                /** @description A headline: `Product Viewed`, `E-mail held back: over the cap`. */
                title: string;
                /** @description Where it was seen, for events. */
                touchpoint?: string | null;
                /**
                 * Format: int32
                 * @description The publication that it follows, from 1.
                 */
                version?: number | null;
                /**
                 * @description Why, as a stable code: the refusal of a decision, the reason of an end; none where there is none.
                 * @example no_consent
                 */
                why?: string | null;
            }[];
            /** @description Give this back as `cursor` for the next part; absent at the end. */
            next?: string | null;
        };
        /** @description Part of a list, and where the next part begins. */
        Page_TraceLine: {
            /** @description The items, newest first unless stated otherwise. */
            items: {
                /** @description Whom of the staff it is about. */
                about?: string | null;
                /** @description What they are called. */
                about_name?: string | null;
                /** @description What was done: `made`, `changed`, `moved_money`, ... */
                act: string;
                /** @description From which network address; only for who may read the trace, and not of who was erased. */
                address?: string | null;
                /** @description The approval by which it was done. */
                approval?: string | null;
                /**
                 * Format: date-time
                 * @description The moment of the change, in UTC.
                 */
                at: string;
                /** @description What was before and after. */
                changes: components["schemas"]["TraceField"][];
                /** @description To which of them. */
                id: string;
                /** @description To what sort of thing: `node`, `journey`, `person`, ... */
                kind: string;
                /** @description What a person is called that it was done to. */
                object_name?: string | null;
                /** @description By which way: `screen`, `mail`, `token`, `directory`, `command_line`, `rapport`. */
                origin: string;
                /**
                 * Format: int64
                 * @description Its number: lines are numbered without gaps.
                 */
                seq: number;
                /** @description Who did it: an account, or the number of somebody who was erased; absent: Rapport itself. */
                who?: string | null;
                /** @description What they are called; absent of who was erased. */
                who_name?: string | null;
                /** @description The reason that was given. */
                why?: string | null;
            }[];
            /** @description Give this back as `cursor` for the next part; absent at the end. */
            next?: string | null;
        };
        /** @description An identifier as a customer's page shows it. */
        PartedIdentifier: {
            /** @description Its kind, such as `email`. */
            kind: string;
            /** @description As it stands on the page, in its one spelling. */
            value: string;
        };
        /** @description What becomes a customer of its own. */
        PartInput: {
            /** @description By what the customer was wrongly known, as their page shows it. */
            identifiers: components["schemas"]["PartedIdentifier"][];
        };
        /** @description A way through a journey this customer is on. */
        PassageView: {
            /**
             * Format: date-time
             * @description Since when in the journey.
             */
            entered: string;
            /** @description The journey's id. */
            journey: string;
            /** @description What people call the journey. */
            name: string;
            /** @description The step where it waits. */
            step: string;
            /**
             * Format: int32
             * @description The publication that this passage follows.
             */
            version: number;
            /** @description What it waits for, in words. */
            waiting: string;
            waits?: components["schemas"]["WaitingSaid"] | null;
        };
        /** @description A ceremony with a passkey that was begun. */
        PasskeyBegun: {
            /** @description Under which it goes on, once, within five minutes. */
            ceremony: string;
            /** @description What the browser is given, in the JSON form of WebAuthn Level 3 (`parseCreationOptionsFromJSON`, `parseRequestOptionsFromJSON`). */
            options: Record<string, never>;
        };
        /** @description A passkey that a device has made. */
        PasskeyMade: {
            /** @description What was begun. */
            ceremony: string;
            /** @description What `toJSON` of the browser's answer gives. */
            credential: Record<string, never>;
            /** @description What its owner calls it, such as the name of the device. */
            name: string;
        };
        /** @description A passkey that signed what was begun. */
        PasskeySignIn: {
            /** @description What was begun. */
            ceremony: string;
            /** @description What `toJSON` of the browser's answer gives. */
            credential: Record<string, never>;
        };
        /** @description A passkey of an account. */
        PasskeyView: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created: string;
            /** @description By which it is taken away. */
            id: string;
            /** @description What its owner calls it. */
            name: string;
            /**
             * Format: date-time
             * @description When it opened something last.
             */
            used?: string | null;
        };
        /** @description Sets a password by a link. */
        PasswordByLink: {
            /** @description A code of the second factor, where the account has one. */
            code?: string | null;
            /** @description In which language they are written to. */
            language?: string | null;
            /** @description What stands behind the `#` of the link. */
            link: string;
            /**
             * Format: password
             * @description The new password: at least 12 characters.
             */
            password: string;
            /** @description Their time zone. */
            zone?: string | null;
        };
        /** @description A new password; every other browser of the account is signed out. */
        PasswordChange: {
            /**
             * Format: password
             * @description The one of now.
             */
            current: string;
            /**
             * Format: password
             * @description The new one: at least 12 characters.
             */
            new: string;
        };
        /** @description A link to set a password, as it came by mail. */
        PasswordLinkInput: {
            /** @description What stands behind the `#` of the link. */
            link: string;
        };
        /** @description Asks for a link to set a password. */
        PasswordLinkRequest: {
            /** @description The address somebody signs in by. */
            email: string;
        };
        /** @description What whoever opens a link to set a password is shown first. */
        PasswordLinkView: {
            /** @description What they sign in by. */
            email: string;
            /** @description Whether it is an invitation: the account has no password yet. */
            invitation: boolean;
            /** @description Whose account it is. */
            name: string;
            /** @description Whether a code of the second factor is needed, too. */
            second_factor: boolean;
        };
        /** @description The password once more, before something that could shut its owner out. */
        PasswordOnceMore: {
            /**
             * Format: password
             * @description The password of the account, asked for once more.
             */
            password: string;
        };
        /** @description An event that a journey looks for, as a part of a sentence. */
        PatternSaid: {
            /** @enum {string} */
            code: "event";
            event: string;
        } | {
            /** @enum {string} */
            code: "event_if";
            condition: string;
            event: string;
        } | {
            call: string;
            /** @enum {string} */
            code: "event_of";
            event: string;
        } | {
            call: string;
            /** @enum {string} */
            code: "event_of_if";
            condition: string;
            event: string;
        } | {
            call: string;
            /** @enum {string} */
            code: "call";
        } | {
            call: string;
            /** @enum {string} */
            code: "call_if";
            condition: string;
        } | {
            /** @enum {string} */
            code: "any";
        } | {
            /** @enum {string} */
            code: "any_if";
            condition: string;
        };
        /** @description A person who may sign in. */
        Person: {
            /** @description What they sign in by; absent for those who come by a token alone. */
            email?: string | null;
            /** @description Made by the server; never changes. */
            id: string;
            /** @description Their name: the author of what they do. */
            name: string;
            /** @description Whether this is the key that was printed at the first start. */
            recovery_key: boolean;
            /** @description What they hold. */
            roles: components["schemas"]["RoleHeld"][];
            /** @description Whether they have a second factor. */
            second_factor: boolean;
            /**
             * Format: date-time
             * @description The moment at which they were added.
             */
            since: string;
            /** @description How far the account is. */
            state: components["schemas"]["PersonState"];
        };
        /** @description Someone at a step of a journey. */
        PersonAtStep: {
            /**
             * Format: date-time
             * @description When they came to the step.
             */
            at: string;
            /** @description The customer's id. */
            customer: string;
            /** @description What to call them on a screen. */
            label: string;
            /** @description At which steps of the journey they are now; none if they have left it. */
            now: string[];
        };
        /** @description A new person, and how they get in. */
        PersonCreated: {
            link?: components["schemas"]["Secret"] | null;
            /** @description Whether a mail with the link has left. */
            mailed: boolean;
            /** @description Who was added, as lists show them. */
            person: components["schemas"]["Person"];
            token?: components["schemas"]["Secret"] | null;
        };
        /** @description The address of an account that came by a token alone. */
        PersonEmail: {
            /** @description What they sign in by from now on. */
            email: string;
        };
        /** @description A new person. */
        PersonInput: {
            /** @description Where the invitation goes, and what they sign in by. Without one it is an account of a program, which comes by a token. */
            email?: string | null;
            /** @description In which language they are written to: `de`, `en`, `it`, `nl` or `pl`. */
            language?: string | null;
            /** @description Their name: the author of what they do. */
            name: string;
            /** @description What they hold from the beginning. */
            roles: components["schemas"]["RoleInput"][];
        };
        /** @description How somebody gets in again. */
        PersonLink: {
            link?: components["schemas"]["Secret"] | null;
            /** @description Whether a mail with the link has left. */
            mailed: boolean;
            token?: components["schemas"]["Secret"] | null;
        };
        /** @description Someone, as people call them. */
        PersonNamed: {
            /** @description The account's id. */
            id: string;
            /** @description What they are called. */
            name: string;
        };
        /**
         * @description How far an account is.
         * @enum {string}
         */
        PersonState: "invited" | "active" | "closed" | "by_token";
        /** @description What to show. */
        Placement: {
            /** @description Which activity pays for it. */
            activity: string;
            /** @description The content, rendered for this person: `headline`, `body`, `image`, `url`, `button`, whatever the author wrote. */
            content: Record<string, never>;
            /** @description Which journey shows it. */
            journey: string;
            /**
             * @description Put this into the `send_key` property of `Placement Shown` and `Placement Clicked` events. With a public key it is a
             *     word that says nothing of the person.
             */
            send_key: string;
            /**
             * Format: date-time
             * @description Not to be shown after this.
             */
            valid_until?: string | null;
        };
        /** @description The whole tree. */
        Plan: {
            /**
             * Format: date-time
             * @description The moment up to which everything is counted.
             */
            as_of: string;
            /** @description Parents before children, each level in the order of the plan. */
            nodes: components["schemas"]["PlanNode"][];
            /**
             * Format: date-time
             * @description With what [`PlanNode::before`] compares.
             */
            since: string;
        };
        /** @description A node with its place, its period and its figures. */
        PlanNode: {
            /** @description Archived, by itself or with a node above. */
            archived: boolean;
            /** @description The nearest archived node, this one or one above. */
            archived_by?: string | null;
            /** @description The same, one day before. */
            before: components["schemas"]["Figures"];
            /**
             * @description The last day for which the books of its plan are closed, if any is.
             * @example 2026-03-31
             */
            books_closed?: string | null;
            /** @description The brand it is for, if for one only. */
            brand?: string | null;
            /** @description Closed, by itself or with a node above: it takes no budget and pays for nothing new; what is under way still lands. */
            closed: boolean;
            /** @description The nearest closed node, this one or one above. */
            closed_by?: string | null;
            /**
             * @description In which currency it reckons.
             * @example EUR
             */
            currency: string;
            /**
             * @description Last day, if it has one.
             * @example 2026-12-31
             */
            ends?: string | null;
            /** @description As of the moment asked for, with everything below it. */
            figures: components["schemas"]["Figures"];
            /**
             * @description Its id: level and name, such as `plan:2026`, `area:direct`, `campaign:spring` or `activity:spring-shoes`.
             * @example activity:spring-shoes
             */
            id: string;
            /** @description How deep it hangs. */
            level: components["schemas"]["Level"];
            /** @description What people call it. */
            name: string;
            /** @description Who answers for it. */
            owner?: string | null;
            /** @description The node above; absent for a plan. */
            parent?: string | null;
            /** @description From the plan down to this node: the ids. */
            path: string[];
            /**
             * @description First day, if it has one.
             * @example 2026-01-01
             */
            starts?: string | null;
        };
        /** @description Everything about one node. */
        PlanNodeView: {
            /** @description The nodes right below. */
            children: components["schemas"]["PlanNode"][];
            /** @description These days together, and as many before them. */
            compared: components["schemas"]["Compared"];
            /** @description The last days, as many as were asked for. */
            days: components["schemas"]["DayFigures"][];
            /** @description Journeys paid by this node or one below. */
            journeys: string[];
            /** @description The months of its period so far. */
            months: components["schemas"]["MonthFigures"][];
            /** @description It with its figures. */
            node: components["schemas"]["PlanNode"];
            /** @description Which state of the node this is: give it back as `If-Match` when you change it. */
            revision: string;
        };
        /** @description A new pool. */
        PoolInput: {
            /** @description Which activity pays for them. */
            activity: string;
            /** @description What the customer gets. */
            benefit: components["schemas"]["Benefit"];
            /** @description Which brand gives them. */
            brand: string;
            cap?: components["schemas"]["Amount"] | null;
            /** @description Conditions of use. */
            conditions?: components["schemas"]["VoucherConditions"];
            /** @description Its id: small letters, digits, dashes. */
            id: string;
            /** @description Whether codes are imported (true) or made here (false). */
            imported?: boolean;
            /** @description What people call it. */
            name: string;
            /** @description When they can be redeemed. */
            validity?: components["schemas"]["Validity"];
        };
        /** @description A pool of vouchers under the same conditions. */
        PoolView: {
            /** @description Which activity pays for them. */
            activity: string;
            /** @description What the customer gets. */
            benefit: components["schemas"]["Benefit"];
            /** @description Which brand gives them. */
            brand: string;
            cap?: components["schemas"]["Amount"] | null;
            /** @description Gives no more. */
            closed: boolean;
            /** @description Conditions of use. */
            conditions: components["schemas"]["VoucherConditions"];
            /** @description As steps and tills name it; never changes. */
            id: string;
            /** @description Whether codes are imported (true) or made here (false). */
            imported: boolean;
            /**
             * Format: int64
             * @description How many were given.
             */
            issued: number;
            /** @description What people call it. */
            name: string;
            /** @description What those given can cost or did. */
            promised: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description How many are redeemed now.
             */
            redeemed: number;
            /** @description Discounts really given. */
            spent: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Imported codes not yet given.
             */
            stock: number;
            /** @description When they can be redeemed. */
            validity: components["schemas"]["Validity"];
        };
        /** @description What a document's messages look like. */
        PreviewAnswer: {
            /** @description One for each message step, in the document's order. */
            messages: components["schemas"]["PreviewMessage"][];
            /** @description What was found in the document, errors first. */
            problems: components["schemas"]["DocumentProblem"][];
        };
        /** @description A document whose messages are to be seen. */
        PreviewInput: {
            /**
             * @description What the messages may speak of, where it is to be something else than sample words: `data`, `customer` and `voucher`, each an
             *     object. A value of `null` shows what becomes of a message where it is missing.
             */
            data?: Record<string, never> | null;
            /** @description The journey (YAML or JSON). */
            document: string;
            /**
             * @description In which language; default: the brand's first.
             * @example de
             */
            language?: string | null;
        };
        /** @description One message with sample data. */
        PreviewMessage: {
            /** @description The way by which it would travel. */
            channel: string;
            /** @description What it says: `subject` and `text`, or the channel's own fields. */
            content: Record<string, never>;
            /** @description The HTML part of an e-mail. */
            html?: string | null;
            /** @description What the author should hear of this step. */
            problems: components["schemas"]["DocumentProblem"][];
            refused?: components["schemas"]["PreviewRefusal"] | null;
            /** @description The step's id. */
            step: string;
            /**
             * @description How it is shown: as a `letter` or in `lines`; empty if it does not compile.
             * @example letter
             */
            view: string;
        };
        /** @description Why a message cannot be made. */
        PreviewRefusal: {
            /**
             * @description Stable code.
             * @example content_no_subject
             */
            code: string;
            /** @description In words. */
            message: string;
        };
        /** @description A receipt printer in the network (ESC/POS). */
        Printer: {
            /**
             * @description `host:port`; the usual port is 9100.
             * @example 192.0.2.10:9100
             */
            address: string;
            /** @description The id of the branch whose texts it prints. */
            branch: string;
            /**
             * Format: int32
             * @description Characters in a line, 24 to 96.
             * @example 42
             */
            columns: number;
            /** @description How branches name it. */
            id: string;
        };
        /** @description A receipt printer as it is set up now. */
        PrinterView: {
            /**
             * @description `host:port`.
             * @example 192.0.2.10:9100
             */
            address: string;
            /** @description The id of the branch whose texts it prints. */
            branch: string;
            /**
             * Format: int32
             * @description Characters in a line.
             * @example 42
             */
            columns: number;
            /** @description How branches name it. */
            id: string;
            /** @description Which state of the printer this is; also the `ETag` of a change. */
            revision: string;
        };
        /**
         * Problem
         * @description A problem, as it goes over the wire (RFC 9457, `application/problem+json`).
         */
        Problem: {
            /**
             * @description Stable code.
             * @example invalid_json
             */
            code: string;
            /** @description What is wrong in this case. */
            detail: string;
            /** @description Errors of a document, for `invalid_document`. */
            problems?: components["schemas"]["DocumentProblem"][];
            /** @description The rule that forbids it, for `refused` and for a write key's `not_allowed`: a stable code of its own. */
            reason?: string | null;
            said?: components["schemas"]["ProblemSaid"] | null;
            /**
             * Format: int32
             * @description The HTTP status.
             * @example 400
             */
            status: number;
            /** @description What it means, in one sentence; the same for every case. */
            title: string;
            /**
             * @description A page about this sort of problem.
             * @example /errors/invalid_json
             */
            type: string;
        };
        /** @description What is wrong in this case, of the problems that people meet on screens. */
        ProblemSaid: {
            at: components["schemas"]["Moment"];
            /** @enum {string} */
            code: "changed";
            person: string;
        } | {
            /** @enum {string} */
            code: "changed_since";
        } | {
            /** @enum {string} */
            code: "gone";
        } | {
            /** @enum {string} */
            code: "permission_missing";
            permission: string;
        } | {
            /** @enum {string} */
            code: "permission_held_by";
            holders: components["schemas"]["All_String"];
            permission: string;
        } | {
            /** @enum {string} */
            code: "only_in_person";
        } | {
            /** @enum {string} */
            code: "sign_in_wrong";
        } | {
            /** @enum {string} */
            code: "code_needed";
        } | {
            /** @enum {string} */
            code: "wrong_code";
        } | {
            /** @enum {string} */
            code: "passkey_over";
        } | {
            /** @enum {string} */
            code: "passkeys_need_a_name";
        } | {
            /** @enum {string} */
            code: "too_many_passkeys";
        } | {
            /** @enum {string} */
            code: "wrong_passkey";
        } | {
            /** @enum {string} */
            code: "other_password";
        } | {
            /** @enum {string} */
            code: "tried_too_often";
            span: components["schemas"]["Seconds"];
        } | {
            /** @enum {string} */
            code: "token_or_password";
        } | {
            /** @enum {string} */
            code: "password_too_short";
        } | {
            /** @enum {string} */
            code: "password_too_long";
        } | {
            /** @enum {string} */
            code: "password_personal";
        } | {
            /** @enum {string} */
            code: "password_frequent";
        } | {
            /** @enum {string} */
            code: "link_unknown";
        } | {
            /** @enum {string} */
            code: "link_used";
        } | {
            /** @enum {string} */
            code: "link_expired";
        } | {
            /** @enum {string} */
            code: "already_set_up";
        } | {
            /** @enum {string} */
            code: "email_taken";
        } | {
            /** @enum {string} */
            code: "bad_email";
        } | {
            /** @enum {string} */
            code: "account_open";
        } | {
            /** @enum {string} */
            code: "no_email";
        } | {
            /** @enum {string} */
            code: "bad_zone";
        } | {
            /** @enum {string} */
            code: "shared_only";
        } | {
            /** @enum {string} */
            code: "already_over";
        } | {
            /** @enum {string} */
            code: "wrong_too_often";
            span: components["schemas"]["Seconds"];
        } | {
            /** @enum {string} */
            code: "nothing_held";
        } | {
            /** @enum {string} */
            code: "other_messages";
        } | {
            /** @enum {string} */
            code: "other_reason";
        } | {
            /** @enum {string} */
            code: "note_missing";
        } | {
            /** @enum {string} */
            code: "not_unknown";
        } | {
            /** @enum {string} */
            code: "other_id";
        } | {
            /** @enum {string} */
            code: "no_draft";
        } | {
            /** @enum {string} */
            code: "approval_over";
            status: components["schemas"]["ApprovalState"];
        } | {
            /** @enum {string} */
            code: "approval_other_version";
        } | {
            /** @enum {string} */
            code: "approval_stage_not_open";
        } | {
            /** @enum {string} */
            code: "approval_four_eyes";
        } | {
            /** @enum {string} */
            code: "approval_not_asked";
        } | {
            /** @enum {string} */
            code: "approval_answered";
        } | {
            /** @enum {string} */
            code: "approval_reason_missing";
        } | {
            /** @enum {string} */
            code: "approval_not_theirs";
        } | {
            /** @enum {string} */
            code: "approval_cannot_be_asked";
            person: string;
        } | {
            /** @enum {string} */
            code: "approval_under_way";
            person: string;
        } | {
            /** @enum {string} */
            code: "nobody_to_ask";
        } | {
            /** @enum {string} */
            code: "stopped_for_good";
        } | {
            brand: string;
            /** @enum {string} */
            code: "brand_fixed";
        } | {
            /** @enum {string} */
            code: "public_act";
        } | {
            /** @enum {string} */
            code: "trusted_in_page";
        } | {
            /** @enum {string} */
            code: "bad_origin";
            origin: string;
        } | {
            /** @enum {string} */
            code: "bad_id";
        } | {
            /** @enum {string} */
            code: "id_taken";
        } | {
            activity: string;
            /** @enum {string} */
            code: "activity_unknown";
        } | {
            branch: string;
            /** @enum {string} */
            code: "branch_unknown";
        } | {
            brand: string;
            /** @enum {string} */
            code: "brand_unknown";
        } | {
            /** @enum {string} */
            code: "pool_amounts";
        } | {
            /** @enum {string} */
            code: "pool_currency";
        } | {
            /** @enum {string} */
            code: "pool_cap";
        } | {
            /** @enum {string} */
            code: "pool_ends";
        } | {
            /** @enum {string} */
            code: "pool_over";
        } | {
            /** @enum {string} */
            code: "line_length";
        } | {
            /** @enum {string} */
            code: "bad_address";
        } | {
            /** @enum {string} */
            code: "network_not_listed";
        } | {
            /** @enum {string} */
            code: "not_confirmed";
        } | {
            /** @enum {string} */
            code: "reason_missing";
        } | {
            /** @enum {string} */
            code: "from_after_to";
        } | {
            /** @enum {string} */
            code: "bad_day";
            text: string;
        } | {
            /** @enum {string} */
            code: "last_admin";
        } | {
            /** @enum {string} */
            code: "person_taken";
            person: string;
        } | {
            /** @enum {string} */
            code: "name_reserved";
        } | {
            /** @enum {string} */
            code: "own_account";
        } | {
            /** @enum {string} */
            code: "token_for_programs";
        } | {
            /** @enum {string} */
            code: "keeps_its_way_in";
        } | {
            /** @enum {string} */
            code: "bad_language";
        } | {
            /** @enum {string} */
            code: "team_taken";
        } | {
            /** @enum {string} */
            code: "unpublished";
        } | {
            /** @enum {string} */
            code: "prompt_revoked";
        } | {
            /** @enum {string} */
            code: "prompt_expired";
        } | {
            /** @enum {string} */
            code: "prompt_answered";
        } | {
            /** @enum {string} */
            code: "node_exists";
            node: string;
        } | {
            /** @enum {string} */
            code: "wrong_parent";
            node: string;
            parent: string;
        } | {
            /** @enum {string} */
            code: "currency_misplaced";
        } | {
            /** @enum {string} */
            code: "period_missing";
        } | {
            /** @enum {string} */
            code: "bad_period";
        } | {
            /** @enum {string} */
            code: "bad_node_name";
        } | {
            /** @enum {string} */
            code: "not_an_activity";
            node: string;
        } | {
            /** @enum {string} */
            code: "node_closed";
            node: string;
        } | {
            /** @enum {string} */
            code: "books_closed";
            until: components["schemas"]["Moment"];
        } | {
            /** @enum {string} */
            code: "mixed_currency";
            given: string;
            wanted: string;
        } | {
            /** @enum {string} */
            code: "negative_amount";
        } | {
            /** @enum {string} */
            code: "zero_amount";
        } | {
            /** @enum {string} */
            code: "same_place";
        } | {
            activity: string;
            asked: components["schemas"]["Amount"];
            /** @enum {string} */
            code: "not_enough_free";
            free: components["schemas"]["Amount"];
        } | {
            /** @enum {string} */
            code: "sum_too_large";
        };
        /** @description What somebody says of themselves. */
        Profile: {
            /** @description What they sign in by. */
            email: string;
            /** @description In which language they are written to; empty if they never said. */
            language: string;
            /** @description What they are called: the author of what they do. */
            name: string;
            /**
             * Format: int64
             * @description How many recovery codes are left.
             */
            recovery_codes: number;
            /** @description What they hold. */
            roles: components["schemas"]["RoleHeld"][];
            /** @description Whether they have a second factor. */
            second_factor: boolean;
            /** @description Their time zone; empty if they never said. */
            zone: string;
        };
        /** @description A change of the profile; what is absent stays. */
        ProfileChange: {
            /** @description In which language they are written to. */
            language?: string | null;
            /** @description What they are called. */
            name?: string | null;
            /** @description Their time zone. */
            zone?: string | null;
        };
        /** @description A prompt to the staff about one visitor. */
        Prompt: {
            /** @description The branch where the visitor is. */
            branch: string;
            /**
             * Format: date-time
             * @description When they came in.
             */
            came_in: string;
            /** @description The visitor's id. */
            customer: string;
            /**
             * Format: date-time
             * @description The moment from which it cannot be answered any more; half an hour after a sale that came meanwhile.
             */
            expires: string;
            /** @description Which journey asks. */
            journey: string;
            /** @description What to call them: a first name if known, else nothing that identifies them. */
            label: string;
            /** @description What they were looking for, newest first. */
            looked_for: string[];
            /** @description What to offer; may be empty. */
            offer: string;
            /** @description One or two sentences to say, rendered for this visitor. */
            say: string;
            /** @description Which message this is; answer under it. */
            send_key: string;
            /** @description `open`, `overtaken` (bought meanwhile: say `done` if they were served before), `done`, `not_interested`, `not_now`, `expired`, `revoked`. */
            state: string;
            /** @description A voucher to hand over, if one was issued. */
            voucher?: string | null;
        };
        /** @description A branch's page. */
        PromptBoard: {
            /** @description Whose board it is. */
            branch: components["schemas"]["BranchView"];
            /** @description The last 20 that ended. */
            ended: components["schemas"]["Prompt"][];
            /** @description Open prompts, newest first. */
            open: components["schemas"]["Prompt"][];
        };
        /** @description What proves a declaration. */
        ProofInput: {
            /** @description How the person's will can be shown: `claimed`, `personal` or `sale`. */
            kind: components["schemas"]["ProofKind"];
            /** @description The evidence: a form's number, a recording's id, an order. Needed unless `claimed`. */
            reference?: string | null;
        };
        /**
         * @description How a declaration can be proved.
         * @enum {string}
         */
        ProofKind: "claimed" | "personal" | "sale";
        /** @description What proves a declaration. */
        ProofSaid: {
            /** @enum {string} */
            code: "claimed";
        } | {
            /** @enum {string} */
            code: "personal";
            reference: string;
        } | {
            /** @enum {string} */
            code: "double_opt_in";
            identifier: components["schemas"]["IdentifierCode"];
            reference: string;
        } | {
            /** @enum {string} */
            code: "sale";
            order: string;
        };
        /** @description Which version to publish from what. */
        PublishInput: {
            /** @description The document. Default: the saved draft. */
            document?: string | null;
        };
        /** @description What publishing a version means for whoever asks. */
        PublishOutlook: {
            /** @description Who is asked first; empty with `goes_live` unset: there is no one to ask. */
            asks: components["schemas"]["PersonNamed"][];
            /** @description The back-test that says so. */
            backtest?: string | null;
            cost?: components["schemas"]["Amount"] | null;
            /** @description What is free on the activity that pays. */
            free: components["schemas"]["Amount"];
            /** @description Whether it goes live at once. */
            goes_live: boolean;
            limit?: components["schemas"]["Amount"] | null;
            /** @description Whether limits count at this place: someone set one. */
            limited: boolean;
            /**
             * Format: int64
             * @description How many messages it is expected to send; absent if no one knows.
             */
            messages?: number | null;
            /** @description Whether the caller's limit has no bound. */
            unlimited: boolean;
            /** @description Why someone has to be asked. */
            why: components["schemas"]["AskReason"][];
        };
        /** @description Something bought. */
        PurchaseView: {
            /**
             * Format: date-time
             * @description The moment it happened.
             */
            at: string;
            /** @description The category that the shop named; absent if it named none. */
            category?: string | null;
            /** @description What it is called, if a shop sent a name. */
            name?: string | null;
            /** @description The number that the shop or till gave the sale. */
            order?: string | null;
            /** @description The number of what was bought. */
            product?: string | null;
            /**
             * Format: double
             * @description How many, less what came back; weighed goods in parts.
             */
            quantity: number;
            /** @description The touchpoint it happened at. */
            touchpoint: string;
        };
        /** @description Whether it makes progress, stage by stage. */
        Readiness: {
            /** @description Why nothing is sent at the moment; empty if things are sent. Held is ready: everything else goes on. */
            held: components["schemas"]["HoldCode"][];
            /** @description All stages make progress. */
            ready: boolean;
            /** @description Whether each part of the way from the log to the screens makes progress. */
            stages: components["schemas"]["Stage"][];
        };
        /** @description A refusal and how often. */
        ReasonCount: {
            /**
             * @description Stable code.
             * @example no_consent
             */
            code: string;
            /**
             * Format: int64
             * @description How often.
             */
            count: number;
            /** @description In words. */
            text: string;
        };
        /** @description Why something is done. */
        ReasonInput: {
            /** @description The reason, which is kept with the change. */
            reason: string;
        };
        /** @description Codes for the day on which the app is lost. */
        RecoveryCodes: {
            /** @description Each is good once; shown once. */
            codes: components["schemas"]["Secret"][];
        };
        /** @description A voucher and the basket it is to count for. */
        RedeemInput: {
            /**
             * Format: date-time
             * @description When it was redeemed, if that is told later: by a till that had no connection, or from an archive. Now if absent; never in
             *     the future.
             */
            at?: string | null;
            /** @description The branch, if it is in one. */
            branch?: string | null;
            /** @description The code; spaces, dashes and small letters do not matter. */
            code: string;
            /** @description What is bought. */
            lines: components["schemas"]["BasketLine"][];
            /** @description The till's number of the sale. */
            order: components["schemas"]["Said"];
            /**
             * Format: int32
             * @description How many vouchers of others the basket carries, such as a maker's coupons. Those redeemed here in the same order are
             *     known already.
             */
            other_vouchers?: number;
            /** @description Names this redemption: chosen by the till, so that a repeated call is recognised. */
            redemption: components["schemas"]["Said"];
            who?: components["schemas"]["Who"] | null;
        };
        /** @description What a ledger record points at. */
        Reference: {
            /** @description Its key: a message's send key, a voucher's code, an order's id, an invoice's number. */
            id: string;
            /**
             * @description `message`, `voucher`, `order`, `invoice`, `decision` or `correction`.
             * @example message
             */
            kind: string;
            /** @description Which line of an invoice. */
            line?: string | null;
        };
        /**
         * @description Why something was not done, or not yet: by the gate, at a journey's entry, or on the way to the channel.
         * @enum {string}
         */
        RefusalCode: "activity_closed" | "address_invalid" | "after_dot" | "after_dot_answer" | "after_dot_silence" | "already_bought" | "already_inside" | "bad_voucher_code" | "body" | "branch_closed" | "busy" | "cap_reached" | "cap_reserved" | "channel_cap_reached" | "closing" | "connect" | "connection_lost" | "consent_expired" | "consent_for_other_address" | "consent_pending" | "consent_unproven" | "consent_withdrawn" | "content_failed" | "content_invalid" | "content_mjml" | "content_no_subject" | "cover_open" | "cutter" | "data" | "driver_panic" | "entry_condition" | "erased" | "expired" | "fault" | "global_hold_out" | "greeting" | "held" | "hello" | "in_other_journey" | "journey_cap_reached" | "journey_hold_out" | "journey_paused" | "journey_stopped" | "lease_lost" | "link_host" | "link_scheme" | "login" | "login_unprotected" | "lost_midway" | "mail_from" | "mail_not_set_up" | "maybe_sent_before_restore" | "merge_pending" | "merged" | "message_invalid" | "mixed_currency" | "negative_amount" | "network_not_listed" | "never_confirms" | "no_address" | "no_answer" | "no_budget" | "no_consent" | "no_content" | "no_dispatcher" | "no_driver" | "no_printer" | "no_smtputf8" | "not_a_printer" | "not_confirmed" | "objected" | "offline" | "other" | "other_amount" | "paper_out" | "permit_mismatch" | "printer_silent" | "public_cap_reached" | "public_rate" | "quiet_hours" | "rcpt_to" | "re_entry_never" | "re_entry_too_soon" | "restart" | "resumed" | "same_moment" | "sender_invalid" | "sender_missing" | "stale_trigger" | "starting" | "suppressed" | "template_limit" | "template_type" | "tls" | "unknown_activity" | "unknown_brand" | "unknown_channel" | "unknown_purpose" | "unproven_address" | "unreachable" | "unsubscribe_invalid" | "withdrawn";
        /** @description A text that is not a code. */
        RefusedCode: {
            /** @description Stable code of the reason. */
            code: string;
            /**
             * Format: int64
             * @description Its place in the list, from 0.
             */
            place: number;
        };
        /** @description A row that was not booked. */
        RefusedRow: {
            /** @description Stable code. */
            code: string;
            /**
             * Format: int64
             * @description Its line in the file, from 1.
             */
            line: number;
            /** @description In words. */
            reason: string;
            /** @description The same as a code with values. */
            said: components["schemas"]["ActualsSaid"];
        };
        /** @description A no, which ends the approval. */
        RejectInput: {
            /** @description What has to change. */
            reason: string;
            /** @description Where in the thing: a step, a field. */
            region?: string | null;
            /** @description The `version` that was seen. */
            version: string;
        };
        /**
         * @description What a person found out about an unknown delivery.
         * @enum {string}
         */
        Resolution: "accepted" | "refused";
        /** @description Closes an unknown delivery. It is never sent again by this. */
        ResolveInput: {
            /** @description How it was found out. */
            note: string;
            /** @description What was found. */
            outcome: components["schemas"]["Resolution"];
        };
        /** @description A role that somebody holds. */
        RoleHeld: {
            /** @description At which branch alone. */
            branch?: string | null;
            /** @description Of which brand alone; absent: of all. */
            brand?: string | null;
            /** @description By which it is taken back. */
            id: string;
            /** @description For which journey alone: it is shared. */
            journey?: string | null;
            /** @description At which node of the plan, with everything below it: `area:direct`; absent: at the company. */
            node?: string | null;
            /** @description Which role; `GET /v1/roles` lists them. */
            role: string;
            /**
             * Format: date-time
             * @description The first moment at which it is held no more.
             */
            until?: string | null;
        };
        /** @description A role to be given. */
        RoleInput: {
            /** @description At which branch alone; then without `node`, `brand` and `journey`. */
            branch?: string | null;
            /** @description Of which brand alone; absent: of all. */
            brand?: string | null;
            /** @description For which journey alone: it is shared, with people of other companies, too. */
            journey?: string | null;
            /** @description At which node of the plan, with everything below it: `area:direct`; absent: at the company. */
            node?: string | null;
            /** @description The role's name, one of `GET /v1/roles`. */
            role: string;
            /**
             * Format: date-time
             * @description The first moment at which it is held no more.
             */
            until?: string | null;
        };
        /** @description A role that can be given. */
        RoleView: {
            /** @description Its stable id. */
            id: string;
            /** @description What it is called in English; screens have names for those that come with Rapport. */
            name: string;
            /** @description For people of other companies: held for shared things only. */
            outside: boolean;
            /** @description What it allows. */
            permissions: string[];
        };
        /** @description Takes a redemption back. */
        RollbackInput: {
            /** @description What was typed or scanned at the till. */
            code: string;
            /** @description Which redemption: the till's own name for it. */
            redemption: components["schemas"]["Said"];
        };
        /** @description What is wrong with a row of a file of orders, returns, customers or events. */
        RowSaid: {
            /** @enum {string} */
            code: "no_column";
            column: string;
        } | {
            /** @enum {string} */
            code: "not_a_number";
            column: string;
            text: string;
        } | {
            /** @enum {string} */
            code: "not_true_or_false";
            column: string;
            text: string;
        } | {
            /** @enum {string} */
            code: "not_a_moment";
            column: string;
            text: string;
        } | {
            /** @enum {string} */
            code: "skipped_hour";
            column: string;
            text: string;
        } | {
            /** @enum {string} */
            code: "hour_twice";
            column: string;
            text: string;
        } | {
            /** @enum {string} */
            code: "rounded";
            column: string;
            text: string;
        } | {
            /** @enum {string} */
            code: "two_currencies";
            column: string;
            currency: string;
            text: string;
        } | {
            /** @enum {string} */
            code: "no_moment";
        } | {
            /** @enum {string} */
            code: "no_customer";
        } | {
            /** @enum {string} */
            code: "no_amount";
            column: string;
        } | {
            /** @enum {string} */
            code: "sum_row";
            text: string;
        } | {
            /** @enum {string} */
            code: "no_order_id";
            column: string;
        } | {
            /** @enum {string} */
            code: "no_name";
            column: string;
        } | {
            /** @enum {string} */
            code: "lines_differ";
            property: string;
            /** Format: int64 */
            row: number;
        } | {
            /** @enum {string} */
            code: "together";
            /** Format: int64 */
            row: number;
        } | {
            /** @enum {string} */
            code: "too_many_lines";
            /** Format: int64 */
            max: number;
        } | {
            /** @enum {string} */
            code: "overlap";
            property: string;
        } | {
            /** @enum {string} */
            code: "wrong_cells";
            /** Format: int64 */
            columns: number;
            /** Format: int64 */
            has: number;
        } | {
            /** @enum {string} */
            code: "line_too_long";
        } | {
            /** Format: int64 */
            at_column: number;
            /** @enum {string} */
            code: "not_json";
        } | {
            /** @enum {string} */
            code: "not_an_object";
        } | {
            /** @enum {string} */
            code: "cut_off";
        } | {
            /** @enum {string} */
            code: "no_json_value";
            column: string;
        } | {
            /** @enum {string} */
            code: "named_twice";
            /** Format: int64 */
            row: number;
        } | {
            /** @enum {string} */
            code: "changed";
        } | {
            /** @enum {string} */
            code: "remapped";
        } | {
            /** @enum {string} */
            code: "older_file";
        } | {
            /** @enum {string} */
            code: "other_customer";
        } | {
            /** @enum {string} */
            code: "other_moment";
        } | {
            /** @enum {string} */
            code: "other_order";
            order: string;
        } | {
            /** @enum {string} */
            code: "same_order";
            order: string;
            /** Format: int64 */
            row: number;
        } | {
            /** @enum {string} */
            code: "same_order_elsewhere";
            order: string;
        } | {
            /** @enum {string} */
            code: "continues";
        } | {
            /** @enum {string} */
            code: "still_unbooked";
        } | {
            /** @enum {string} */
            code: "equal_rows";
        } | {
            /** @enum {string} */
            code: "keeps_moment";
        } | {
            /** @enum {string} */
            code: "order_does_not_count";
        } | {
            /** @enum {string} */
            code: "in_field";
            property: string;
        };
        /** @description An id of the sender's: a text, or a whole number, which is taken like its digits. */
        Said: string | number;
        /** @description Many changes at once. */
        ScimBulk: {
            /**
             * Format: int64
             * @description How many changes at most.
             */
            maxOperations: number;
            /**
             * Format: int64
             * @description How many bytes at most.
             */
            maxPayloadSize: number;
            /** @description Yes or no. */
            supported: boolean;
        };
        /** @description What of SCIM is spoken here (RFC 7643, 5). */
        ScimConfig: {
            /** @description How a directory says who it is. */
            authenticationSchemes: components["schemas"]["ScimScheme"][];
            /** @description Whether many changes can be sent at once. */
            bulk: components["schemas"]["ScimBulk"];
            /** @description Whether a password can be set. */
            changePassword: components["schemas"]["ScimSupport"];
            /** @description Whether resources have versions. */
            etag: components["schemas"]["ScimSupport"];
            /** @description Whether lists can be filtered. */
            filter: components["schemas"]["ScimFilterSupport"];
            /** @description Whether resources can be changed in part. */
            patch: components["schemas"]["ScimSupport"];
            /** @description Which form this is. */
            schemas: string[];
            /** @description Whether lists can be sorted. */
            sort: components["schemas"]["ScimSupport"];
        };
        /** @description An address. */
        ScimEmail: {
            /** @description Whether it is the one that counts. */
            primary: boolean;
            /** @description Always `work`. */
            type: string;
            /** @description The address itself. */
            value: string;
        };
        /** @description Why a directory's request was not carried out. */
        ScimError: {
            /** @description What is wrong in this case. */
            detail: string;
            /** @description Which form this is. */
            schemas: string[];
            /**
             * @description What of the request is wrong, as a code of RFC 7644.
             * @example uniqueness
             */
            scimType?: string | null;
            /**
             * @description The HTTP status, as a text.
             * @example 409
             */
            status: string;
        };
        /** @description Filters of lists. */
        ScimFilterSupport: {
            /**
             * Format: int64
             * @description How many resources a page has at most.
             */
            maxResults: number;
            /** @description Yes or no. */
            supported: boolean;
        };
        /** @description A team. */
        ScimGroup: {
            /** @description What people call it. */
            displayName: string;
            /** @description What the directory calls it. */
            externalId?: string | null;
            /** @description The team's id. */
            id: string;
            /** @description Users only: a group holds no other group. */
            members: components["schemas"]["ScimReference"][];
            /** @description Where it is found. */
            meta: components["schemas"]["ScimMeta"];
            /** @description Which form this is. */
            schemas: string[];
        };
        /** @description A group as a directory sends it. */
        ScimGroupInput: {
            /** @description What people call it. */
            displayName: string;
            /** @description What the directory calls it. */
            externalId?: string | null;
            /** @description Who is in it: `[{"value": "id"}]`. */
            members?: Record<string, never>[] | null;
        };
        /** @description A page of teams. */
        ScimGroups: {
            /**
             * Format: int64
             * @description How many are shown.
             */
            itemsPerPage: number;
            /** @description Those that are shown. */
            Resources: components["schemas"]["ScimGroup"][];
            /** @description Which form this is. */
            schemas: string[];
            /**
             * Format: int64
             * @description The place of the first one shown; the first of all is 1.
             */
            startIndex: number;
            /**
             * Format: int64
             * @description How many there are in all.
             */
            totalResults: number;
        };
        /** @description Where a resource is found. */
        ScimMeta: {
            /** @description Its address on this server. */
            location: string;
            /** @description `User` or `Group`. */
            resourceType: string;
        };
        /** @description A name in one piece. */
        ScimName: {
            /** @description The whole name. */
            formatted: string;
        };
        /** @description A change in parts (RFC 7644, 3.5.2). */
        ScimPatch: {
            /** @description What is to change, one after the other: `[{"op": "replace", "path": "active", "value": false}]`. */
            Operations: Record<string, never>[];
        };
        /** @description A member of a team, or a team somebody is in. */
        ScimReference: {
            /** @description What it is called. */
            display: string;
            /** @description Its id. */
            value: string;
        };
        /** @description A way to say who one is. */
        ScimScheme: {
            /** @description How it is used. */
            description: string;
            /** @description What people call it. */
            name: string;
            /** @description Which way. */
            type: string;
        };
        /** @description Whether something is spoken here. */
        ScimSupport: {
            /** @description Yes or no. */
            supported: boolean;
        };
        /** @description A person who may sign in. */
        ScimUser: {
            /** @description Whether they may come in. */
            active: boolean;
            /** @description What they are called. */
            displayName: string;
            /** @description What they sign in by. */
            emails: components["schemas"]["ScimEmail"][];
            /** @description What the directory calls them. */
            externalId?: string | null;
            /** @description The teams they are in. */
            groups: components["schemas"]["ScimReference"][];
            /** @description The person's id. */
            id: string;
            /** @description Where it is found. */
            meta: components["schemas"]["ScimMeta"];
            /** @description As one text: directories split names each in their own way. */
            name: components["schemas"]["ScimName"];
            /** @description Which form this is. */
            schemas: string[];
            /** @description What the directory knows them by. */
            userName: string;
        };
        /** @description A user as a directory sends it; what else it tells is read over. */
        ScimUserInput: {
            /** @description Whether they may come in. */
            active?: boolean | null;
            /** @description What they are called. */
            displayName?: string | null;
            /** @description Their addresses; the primary one counts, or the first. */
            emails?: Record<string, never>[] | null;
            /** @description What the directory calls them. */
            externalId?: string | null;
            /** @description The parts of their name, for directories that do not send it whole. */
            name?: Record<string, never> | null;
            /** @description What the directory knows them by: an e-mail address, unless one stands among the addresses. */
            userName: string;
        };
        /** @description A page of people. */
        ScimUsers: {
            /**
             * Format: int64
             * @description How many are shown.
             */
            itemsPerPage: number;
            /** @description Those that are shown. */
            Resources: components["schemas"]["ScimUser"][];
            /** @description Which form this is. */
            schemas: string[];
            /**
             * Format: int64
             * @description The place of the first one shown; the first of all is 1.
             */
            startIndex: number;
            /**
             * Format: int64
             * @description How many there are in all.
             */
            totalResults: number;
        };
        /**
         * Format: int64
         * @description A length of time in seconds.
         */
        Seconds: number;
        /**
         * Format: password
         * @description A key or token; shown this once.
         */
        Secret: string;
        /** @description When a touchpoint last saw this person. */
        Seen: {
            /**
             * Format: date-time
             * @description The moment it happened.
             */
            at: string;
            /**
             * @description The source of events.
             * @example shop
             */
            touchpoint: string;
        };
        /** @description A sentence of a story: its code, and the values that it speaks of. */
        Sentence: {
            /** @description What was done. */
            act?: string | null;
            /** @description From which network address. */
            address?: string | null;
            /** @description What it became. */
            after?: unknown;
            /** @description The approval by which it was done. */
            approval?: string | null;
            /** @description The value before the change; none where there was none. */
            before?: unknown;
            /** @description `did`, `in_place_of`, `about`, `set`, `changed`, `cleared`, `because`, `by_approval`, `from`. */
            code: string;
            /** @description The field that changed; none where the whole thing did. */
            field?: string | null;
            /** @description To which of them. */
            id?: string | null;
            /** @description To what sort of thing. */
            kind?: string | null;
            /** @description What they are called; absent of who was erased. */
            name?: string | null;
            /** @description What a person is called that it was done to. */
            object_name?: string | null;
            /** @description By which way. */
            origin?: string | null;
            /** @description Whom it speaks of: an account, or the number of somebody who was erased; absent in `did`: Rapport itself. */
            person?: string | null;
            /**
             * Format: int32
             * @description How often, one after the other.
             */
            times?: number | null;
            /** @description The reason that was given. */
            why?: string | null;
        };
        /** @description Who is signed in. */
        Session: {
            /** @description Their branch, for a branch's phone. */
            branch?: string | null;
            /** @description Whether it is a person's own account, with a profile and a password. */
            has_profile: boolean;
            /** @description Why nothing is sent at the moment; empty if things are sent. */
            held: components["schemas"]["HoldCode"][];
            /** @description Whose account it is. */
            id: string;
            /** @description What they are called. */
            name: string;
            /** @description What they may do at one place at least, by the names of the permissions. */
            permissions: string[];
            /** @description Whether nobody has an account yet but the key that was printed at the first start: the first administrator can be set up. */
            set_up: boolean;
        };
        /** @description Signs in: by a token, or by address and password. */
        SessionInput: {
            /** @description A code of the second factor, or a recovery code; asked for by `code_needed`. */
            code?: string | null;
            /** @description The address somebody signs in by. */
            email?: string | null;
            /**
             * Format: password
             * @description The password that goes with the address.
             */
            password?: string | null;
            /** @description The recovery key, or the token in a branch's link. A program's token opens no browser. */
            token?: string | null;
        };
        /**
         * @description Where work failed.
         * @enum {string}
         */
        SetAsideCode: "apply" | "erasures" | "merge" | "postings" | "vouchers";
        /** @description What came of it. */
        SetAsideRetried: {
            /**
             * Format: int64
             * @description How much is done now.
             */
            done: number;
            /**
             * Format: int64
             * @description How much is still set aside.
             */
            left: number;
        };
        /** @description What to try once more. */
        SetAsideRetryInput: {
            /** @description Which, by its `record`; all of it if absent. */
            record?: string | null;
        };
        /** @description Something that was given up after several tries, so that everything behind it goes on. */
        SetAsideView: {
            /** @description It can be tried once more. What broke the state itself would break it again. */
            can_retry: boolean;
            /** @description Where it failed. */
            place: components["schemas"]["SetAsideCode"];
            /** @description Why, as a short name; the log of the program says more. */
            reason: string;
            /** @description The log record it came from: partition, position, and which of its outputs. */
            record: string;
            /**
             * Format: date-time
             * @description Since when; absent for what an earlier release set aside.
             */
            since?: string | null;
            /**
             * Format: int32
             * @description How often it was tried.
             */
            tries: number;
        };
        /** @description The first administrator. */
        SetupInput: {
            /** @description What they sign in by. */
            email: string;
            /** @description In which language they are written to. */
            language?: string | null;
            /** @description Their name: the author of what they do. */
            name: string;
            /**
             * Format: password
             * @description At least 12 characters.
             */
            password: string;
            /** @description Their time zone, such as `Europe/Berlin`. */
            zone?: string | null;
        };
        /** @description Something that is signed in. */
        SignedIn: {
            /** @description Whether it is the session that asks. */
            current: boolean;
            /**
             * Format: date-time
             * @description From when on it is worth nothing.
             */
            expires: string;
            /** @description By which it is ended. */
            id: string;
            /** @description Which browser it is, or what the token is for. */
            label: string;
            /** @description For a token: what it was made for. */
            permissions?: string[] | null;
            /**
             * Format: date-time
             * @description When it was used last.
             */
            seen: string;
            /**
             * Format: date-time
             * @description The moment of the sign-in.
             */
            since: string;
        };
        /**
         * @description What comes first in a list.
         * @enum {string}
         */
        Sort: "newest" | "oldest";
        /**
         * @description Something that can be done with a write key.
         * @enum {string}
         */
        SourceActCode: "events" | "decide" | "request_consent" | "withdraw" | "claim_consent" | "prove_consent" | "suppress" | "vouchers" | "look_up" | "reports";
        /** @description Changes to a source; what is left out stays as it is. */
        SourceChange: {
            /** @description Whether its key is accepted. */
            active?: boolean | null;
            /** @description What it may do. */
            acts?: components["schemas"]["SourceActCode"][] | null;
            /** @description The branches it may act for: redeem vouchers, report what happens there. Empty: all of the brand's branches. */
            branches?: string[] | null;
            /** @description The brand it belongs to. It cannot change: another brand is refused as `brand_fixed`. */
            brand?: string | null;
            /** @description The origins of its pages, such as `https://shop.example.com`; empty: no browser may use its key. */
            origins?: string[] | null;
            trust?: components["schemas"]["TrustCode"] | null;
        };
        /** @description A new source. */
        SourceInput: {
            /** @description What it may do; absent: all its trust allows, except `reports`. */
            acts?: components["schemas"]["SourceActCode"][] | null;
            /** @description The branches it may act for: redeem vouchers, report what happens there. Absent or empty: all of the brand's branches. */
            branches?: string[] | null;
            /** @description The brand it belongs to. */
            brand: string;
            /** @description Its id: small letters, digits, dashes. */
            id: string;
            /** @description What people call it. */
            name: string;
            /** @description The origins of its pages, such as `https://shop.example.com`; empty: no browser may use its key. */
            origins?: string[] | null;
            /** @description What sort of touchpoint. */
            touchpoint: components["schemas"]["Touchpoint"];
            trust?: components["schemas"]["TrustCode"] | null;
        };
        /** @description A source and its write key. */
        SourceKey: {
            /** @description It as lists show it. */
            source: components["schemas"]["SourceView"];
            /** @description The write key; shown once and kept only as a hash. */
            write_key: components["schemas"]["Secret"];
        };
        /** @description A source of events. */
        SourceView: {
            /** @description Whether its key is accepted. */
            active: boolean;
            /** @description What it may do. */
            acts: components["schemas"]["SourceActCode"][];
            /** @description The branches it may act for: redeem vouchers, report what happens there. Empty: all of the brand's branches. */
            branches: string[];
            /** @description The brand it belongs to. */
            brand: string;
            /**
             * Format: int64
             * @description How many events it sent since the last start.
             */
            events: number;
            /**
             * @description Its id: the touchpoint it stands for.
             * @example shop
             */
            id: string;
            /**
             * Format: date-time
             * @description When it last sent something, since the last start.
             */
            last_event?: string | null;
            /** @description What people call it. */
            name: string;
            /** @description Reports about orders in the last 30 days that count and are odd, by what is odd. */
            orders_doubted: components["schemas"]["OrdersDoubted"][];
            /** @description Reports about orders in the last 30 days that had no effect, by reason. */
            orders_refused: components["schemas"]["OrdersRefused"][];
            /** @description The origins of its pages, from which browsers may send events. Only public sources have any. */
            origins: string[];
            /**
             * Format: int64
             * @description How often it asked what to show within 24 hours and was refused, because it had as many paid placements shown as a public source
             *     may.
             */
            placements_refused: number;
            /** @description Which state of its settings this is; also the `ETag` of a change. */
            revision: string;
            /** @description What sort of touchpoint: `shop`, `app`, `till`, `branch`, `call_centre`, `social`. */
            touchpoint: string;
            /**
             * @description How far it is believed: `public` if everybody can read its key (page, app), `trusted` if only the company's own
             *     programs know it.
             */
            trust: components["schemas"]["TrustCode"];
            /** @description What in them could not be read, since the last start. */
            unread: components["schemas"]["IllegibleCount"][];
        };
        /**
         * @description The outcome of a prompt.
         * @enum {string}
         */
        StaffAnswer: "done" | "not_interested" | "not_now";
        /** @description One stage of the work. */
        Stage: {
            /** @description What is known, in words. */
            detail: string;
            /**
             * Format: int64
             * @description Age of the oldest work not yet done, in milliseconds; of `sql`: since what was written was last seen to be kept.
             */
            lag_ms: number;
            /** @description Which: `log`, `clock`, `partitions`, `sql`, `dispatch`, `tasks`. */
            name: string;
            /** @description Whether it makes progress. */
            ready: boolean;
        };
        /**
         * @description What a step did. Counted in one way for live journeys and back-tests.
         *
         *     Each message that a step made is counted in one place: `under_way`, `deferred`, `sent`, `unknown` or `refused`.
         */
        StepCount: {
            /**
             * Format: int64
             * @description Messages that wait for a better moment.
             */
            deferred: number;
            /**
             * Format: int64
             * @description Passages that wait there now; in a back-test, at its end.
             */
            here: number;
            /**
             * Format: int64
             * @description How often someone came by. Who comes twice counts twice.
             */
            passed: number;
            /** @description The same by reason, most frequent first. */
            refusals: components["schemas"]["ReasonCount"][];
            /**
             * Format: int64
             * @description Messages that were not sent and never will be: refused by the gate or the counterpart, expired or recalled.
             */
            refused: number;
            /**
             * Format: int64
             * @description Messages that the counterpart has, or that were shown.
             */
            sent: number;
            /** @description The step's id. */
            step: string;
            /**
             * Format: int64
             * @description Messages that are planned or on their way.
             */
            under_way: number;
            /**
             * Format: int64
             * @description Messages of which no one can say whether they were sent.
             */
            unknown: number;
            /** @description Of these, how many went on by each way out. Who waits, or left by the goal or an exit rule, is in none. */
            ways: components["schemas"]["WayCount"][];
        };
        /**
         * @description Where something lies.
         * @enum {string}
         */
        StoreCode: "backups" | "database" | "history" | "journal" | "log" | "message_ids" | "notes" | "recovery" | "snapshots";
        /** @description Whom somebody reports to. */
        SuperiorInput: {
            /** @description The account's id; absent: nobody. */
            superior?: string | null;
        };
        /** @description The suppression is durable and in force. */
        SuppressionAnswer: {
            /** @description The customer it was recorded for. */
            customer: string;
            /** @description Messages already inside a transaction with a mail server, which may still arrive; also those to other accounts of the same address. */
            in_flight: string[];
            /**
             * Format: int32
             * @description Messages stopped by it, also those to other accounts of the same address.
             */
            stopped: number;
        };
        /**
         * @description Why a person must not be contacted.
         * @enum {string}
         */
        SuppressionCode: "complaint" | "erased" | "hard_bounce" | "objection" | "opt_out";
        /** @description A stop that outranks every consent, import and merge. */
        SuppressionInput: {
            /**
             * Format: date-time
             * @description When, if not now; never in the future.
             */
            at?: string | null;
            /** @description Only this brand; absent: all, or the source's own if a write key is used. */
            brand?: string | null;
            /** @description Only this channel; absent for all. */
            channel?: string | null;
            /** @description The reason not to write. */
            reason: components["schemas"]["SuppressionReason"];
            /** @description Where it was declared; with a write key, the source's own id. */
            source?: string | null;
            /** @description The customer. */
            who: components["schemas"]["Who"];
        };
        /**
         * @description Why a person must not be contacted.
         * @enum {string}
         */
        SuppressionReason: "opt_out" | "complaint" | "hard_bounce" | "objection";
        /** @description One suppression in force. */
        SuppressionRecord: {
            /** @description Which address or number it came from; a hard bounce stops only that one. */
            address?: string | null;
            /**
             * Format: date-time
             * @description The moment from which it stops messages.
             */
            at: string;
            /** @description For which brand; absent for all. */
            brand?: string | null;
            /** @description On which channel; absent for all. */
            channel?: string | null;
            /**
             * @description The reason not to write.
             * @example opt_out
             */
            reason: string;
            /**
             * @description `marketing` or `all`: whether service messages are stopped too.
             * @example marketing
             */
            scope: string;
            /** @description Where it was declared. */
            source: string;
        };
        /** @description A team's name and members. */
        TeamInput: {
            /** @description The ids of those who are in it. */
            members: string[];
            /** @description What people call it. */
            name: string;
        };
        /** @description Several people who hold roles together. */
        TeamView: {
            /** @description Whether it comes from the company's directory, which changes its name and members. */
            from_directory: boolean;
            /** @description Made by the server; never changes. */
            id: string;
            /** @description The ids of those who are in it. */
            members: string[];
            /** @description What people call it. */
            name: string;
            /** @description What everybody in it holds. */
            roles: components["schemas"]["RoleHeld"][];
        };
        /** @description A template to be kept. */
        TemplateInput: {
            /** @description Whether it asks in any case, or only beyond a limit. */
            always?: boolean;
            /** @description The sort of thing. */
            kind: components["schemas"]["TemplateKind"];
            /** @description What people call it. */
            name: string;
            /** @description At which node of the plan, and below it; absent: at the company. */
            node?: string | null;
            /** @description The stages, one after the other; those of an inner list side by side. See `docs/guide/approvals.md`. */
            stages: unknown[][];
        };
        /**
         * @description The sort of thing that a template is for.
         * @enum {string}
         */
        TemplateKind: "journey" | "reallocation";
        /** @description A template by which approvals are asked for. */
        TemplateView: {
            /** @description Whether it asks in any case, or only beyond a limit. */
            always: boolean;
            /** @description Who changed it last. */
            author: string;
            /**
             * Format: date-time
             * @description The moment of that change, in UTC.
             */
            changed: string;
            /** @description Names it. */
            id: string;
            /** @description The sort of thing. */
            kind: components["schemas"]["TemplateKind"];
            /** @description What people call it. */
            name: string;
            /** @description At this node of the plan, and below it: the nearest template counts. */
            node: string;
            /** @description The stages, one after the other; those of an inner list side by side. */
            stages: unknown[][];
        };
        /** @description Something that happened to or around a customer. */
        TimelineEntry: {
            /** @description Which activity of the plan pays or is credited. */
            activity?: string | null;
            /**
             * Format: date-time
             * @description When it happened.
             */
            at: string;
            /** @description The sender that it is about. */
            brand?: string | null;
            /** @description The way by which the message travels. */
            channel?: string | null;
            /** @description All checks of a decision, in order. */
            checks: components["schemas"]["CheckView"][];
            /**
             * @description What exactly, as a stable code within its kind: `grant`, `deferred`, `accepted`, `entered`, `issued`, ...; none for events.
             * @example accepted
             */
            code?: string | null;
            /** @description Where and by what an event was sent: page, campaign, device, locale. */
            context: Record<string, never>;
            /** @description Further details: an event's properties, an order's lines. */
            data: Record<string, never>;
            /** @description More, in a sentence; may be empty. */
            detail: string;
            /**
             * @description Its number: the same for ever.
             * @example 17-4711-2
             */
            id: string;
            /** @description The id of the journey that it is about. */
            journey?: string | null;
            /**
             * @description `event`, `consent`, `suppression`, `decision`, `delivery`, `journey`, `voucher`, `money`, `merge`, `erasure`.
             * @example event
             */
            kind: string;
            /** @description The id that the sender gave an event. */
            message_id?: string | null;
            /** @description Headline and sentences as codes with their values, to be written in the reader's language. */
            said: components["schemas"]["EntrySaid"][];
            /** @description Which message: open `/v1/deliveries/{send_key}`. */
            send_key?: string | null;
            /** @description The step that did it. */
            step?: string | null;
            /** @description A headline: `Product Viewed`, `E-mail held back: over the cap`. */
            title: string;
            /** @description Where it was seen, for events. */
            touchpoint?: string | null;
            /**
             * Format: int32
             * @description The publication that it follows, from 1.
             */
            version?: number | null;
            /**
             * @description Why, as a stable code: the refusal of a decision, the reason of an end; none where there is none.
             * @example no_consent
             */
            why?: string | null;
        };
        /** @description A new token. */
        TokenCreated: {
            /** @description Shown once and kept only as a hash. */
            token: components["schemas"]["Secret"];
        };
        /** @description A token for a program. */
        TokenInput: {
            /**
             * Format: int32
             * @description How many days it is good.
             */
            days: number;
            /** @description The program that will use the token, as its owner calls it. */
            name: string;
            /**
             * Format: password
             * @description The owner's password, asked for once more: a token outlives the browser that made it.
             */
            password: string;
            /** @description What it may do, at most; never more than its owner may. */
            permissions: string[];
        };
        /** @description The sums of what is looked at, in one currency. */
        Total: {
            /** @description One day before. */
            before: components["schemas"]["Figures"];
            /** @description As of the moment asked for. */
            figures: components["schemas"]["Figures"];
        };
        /**
         * @description What sort of touchpoint a source is.
         * @enum {string}
         */
        Touchpoint: "shop" | "app" | "till" | "branch" | "call_centre" | "social";
        /** @description What one field was and became. */
        TraceField: {
            /** @description What it became; absent if it is gone. */
            after?: unknown;
            /** @description What it was; absent if it was not there. */
            before?: unknown;
            /** @description Which, by its name in the API; dotted where it lies deeper. */
            field: string;
        };
        /** @description One change that was recorded. */
        TraceLine: {
            /** @description Whom of the staff it is about. */
            about?: string | null;
            /** @description What they are called. */
            about_name?: string | null;
            /** @description What was done: `made`, `changed`, `moved_money`, ... */
            act: string;
            /** @description From which network address; only for who may read the trace, and not of who was erased. */
            address?: string | null;
            /** @description The approval by which it was done. */
            approval?: string | null;
            /**
             * Format: date-time
             * @description The moment of the change, in UTC.
             */
            at: string;
            /** @description What was before and after. */
            changes: components["schemas"]["TraceField"][];
            /** @description To which of them. */
            id: string;
            /** @description To what sort of thing: `node`, `journey`, `person`, ... */
            kind: string;
            /** @description What a person is called that it was done to. */
            object_name?: string | null;
            /** @description By which way: `screen`, `mail`, `token`, `directory`, `command_line`, `rapport`. */
            origin: string;
            /**
             * Format: int64
             * @description Its number: lines are numbered without gaps.
             */
            seq: number;
            /** @description Who did it: an account, or the number of somebody who was erased; absent: Rapport itself. */
            who?: string | null;
            /** @description What they are called; absent of who was erased. */
            who_name?: string | null;
            /** @description The reason that was given. */
            why?: string | null;
        };
        /** @description An earlier value. */
        TraitChange: {
            /**
             * Format: date-time
             * @description The moment from which it was so.
             */
            since: string;
            /** @description What was known then, as JSON. */
            value: unknown;
        };
        /** @description One thing that is known, and since when. */
        TraitView: {
            /** @description What it was before, newest first. */
            history: components["schemas"]["TraitChange"][];
            /** @description As the source wrote it: `first_name`, `plan`. */
            name: string;
            /**
             * Format: date-time
             * @description Since when it has this value.
             */
            since: string;
            /** @description Its value now. */
            value: unknown;
        };
        /** @description Budget moved by a person. Only activities hold money. */
        TransferInput: {
            /** @description How much; more than nothing. */
            amount: components["schemas"]["Amount"];
            /** @description From this activity (`spring-shoes`); absent: fresh budget from outside the plan. */
            from?: string | null;
            /**
             * @description The day it counts from, UTC; today if absent, never a later one.
             * @example 2026-01-15
             */
            on?: string | null;
            /** @description The reason, which is kept in the ledger. */
            reason: string;
            /** @description To this activity; absent: budget leaves the plan. */
            to?: string | null;
        };
        /** @description The result of a test. */
        Trial: {
            /** @description The answer, in words. */
            message: string;
            /** @description Whether it worked. */
            ok: boolean;
            /** @description The same as a code with values. */
            said: components["schemas"]["TrialSaid"];
        };
        /** @description What came of a trial. */
        TrialSaid: {
            /** @enum {string} */
            code: "ready";
        } | {
            /** @enum {string} */
            code: "paper_low";
        } | {
            /** @enum {string} */
            code: "printer_not_ready";
            printer: string;
            refusal: components["schemas"]["RefusalCode"];
        } | {
            /** @enum {string} */
            code: "not_ready";
            refusal: components["schemas"]["RefusalCode"];
        } | {
            /** @enum {string} */
            code: "mail_not_set_up";
        } | {
            /** @enum {string} */
            code: "mail_settings";
            text: string;
        } | {
            /** @enum {string} */
            code: "mail_accepted";
        } | {
            /** @enum {string} */
            code: "no_mail_server";
        } | {
            /** @enum {string} */
            code: "greeting_later";
            text: string;
        } | {
            /** @enum {string} */
            code: "greeting_refused";
            text: string;
        } | {
            /** @enum {string} */
            code: "hello_later";
            text: string;
        } | {
            /** @enum {string} */
            code: "hello_unknown";
            text: string;
        } | {
            /** @enum {string} */
            code: "hello_refused";
            text: string;
        } | {
            /** @enum {string} */
            code: "hello_silent";
        } | {
            /** @enum {string} */
            code: "tls_later";
            text: string;
        } | {
            /** @enum {string} */
            code: "tls_refused";
            text: string;
        } | {
            /** @enum {string} */
            code: "tls_missing";
        } | {
            /** @enum {string} */
            code: "login_later";
            text: string;
        } | {
            /** @enum {string} */
            code: "login_refused";
            text: string;
        } | {
            /** @enum {string} */
            code: "login_silent";
        } | {
            /** @enum {string} */
            code: "login_unprotected";
        };
        /**
         * @description How far the holder of a write key is believed.
         * @enum {string}
         */
        TrustCode: "public" | "trusted";
        /** @description Something that happened and is not in the books, because the rules of the plan refused it. */
        Unbooked: {
            /**
             * @description Why it was refused, as a stable code, when it was tried last.
             * @example unknown_node
             */
            code: string;
            dismissed?: components["schemas"]["UnbookedDismissed"] | null;
            /** @description Its name. */
            id: string;
            /** @description The same in words. */
            reason: string;
            /**
             * Format: date-time
             * @description When it was set aside.
             */
            recorded: string;
            /** @description What would be booked. */
            transfers: components["schemas"]["LedgerRecord"][];
        };
        /** @description The decision to leave something unbooked. */
        UnbookedDismissed: {
            /**
             * Format: date-time
             * @description The moment of the decision.
             */
            at: string;
            /** @description The name of whoever decided. */
            by: string;
            /** @description The reason that was given. */
            why: string;
        };
        /** @description What to leave unbooked, and why. */
        UnbookedDismissInput: {
            /** @description The id of what is left unbooked, as the list shows it. */
            id: string;
            /** @description The reason, which is kept. */
            reason: string;
        };
        /** @description What came of it. */
        UnbookedRetried: {
            /**
             * Format: int64
             * @description So many are in the books now.
             */
            booked: number;
            /**
             * Format: int64
             * @description So many still wait.
             */
            waiting: number;
        };
        /** @description What to try once more. */
        UnbookedRetryInput: {
            /** @description One of them; all that wait if absent. */
            id?: string | null;
        };
        /** @description Why no activity is credited with a sale. */
        UncreditedSaid: {
            at: components["schemas"]["Moment"];
            /** @enum {string} */
            code: "prompt_unanswered";
        } | {
            /** @enum {string} */
            code: "no_touch";
        } | {
            /** @enum {string} */
            code: "set_aside";
            reason: string;
        } | {
            /** @enum {string} */
            code: "nothing_counts";
        };
        /** @description When vouchers can be redeemed. Both ends belong to it. */
        Validity: {
            /**
             * @description Not longer than this after it was issued, such as `14d`.
             * @example 14d
             */
            for?: string | null;
            /**
             * Format: date-time
             * @description Not before.
             */
            from?: string | null;
            /**
             * Format: date-time
             * @description Not after.
             */
            until?: string | null;
        };
        /**
         * @description The gate's decision.
         * @enum {string}
         */
        VerdictCode: "allowed" | "deferred" | "refused";
        /** @description A published version. */
        VersionSummary: {
            /** @description Who did it. */
            author: string;
            /** @description Whether those inside moved to it. */
            moved: boolean;
            /**
             * Format: date-time
             * @description The log's time from which it counts.
             */
            published: string;
            /**
             * Format: int32
             * @description Its number, from 1.
             */
            version: number;
        };
        /** @description A published version with its document. */
        VersionView: {
            /** @description The document (YAML). */
            document: string;
            /** @description The same as codes with values. */
            explained: components["schemas"]["Explained"];
            /** @description In plain sentences. */
            explanation: string;
            /** @description Its steps with the ways between them, to be drawn. */
            graph: components["schemas"]["Graph"];
            /** @description The short form. */
            summary: components["schemas"]["VersionSummary"];
        };
        /** @description Whether a voucher counts, and for how much. */
        VoucherAnswer: {
            /**
             * @description Stable code of the refusal, if it is not.
             * @example expired
             */
            code?: string | null;
            /** @description How much it takes off this basket. */
            discount: components["schemas"]["Amount"];
            /** @description In English, for a till's screen that knows no better. */
            message: string;
            said?: components["schemas"]["VoucherSaid"] | null;
            /** @description Whether it is good. */
            valid: boolean;
            voucher?: components["schemas"]["VoucherView"] | null;
        };
        /** @description When a voucher may be used. An empty list asks nothing. */
        VoucherConditions: {
            /**
             * @description Only in these branches.
             * @default []
             */
            branches: string[];
            /**
             * @description Goods of these categories are eligible too.
             * @default []
             */
            categories: string[];
            /**
             * @description May be combined with other vouchers in one order.
             * @default false
             */
            combinable: boolean;
            /** @default null */
            min_basket: components["schemas"]["Amount"] | null;
            /**
             * @description Each person gets one, and can use one.
             * @default false
             */
            one_per_person: boolean;
            /**
             * @description Only the person it was given to may use it.
             * @default false
             */
            personal: boolean;
            /**
             * @description Only these products are eligible.
             * @default []
             */
            products: string[];
        };
        /**
         * @description Why a voucher was not given.
         * @enum {string}
         */
        VoucherRefusalCode: "bad_amount" | "bad_conditions" | "cap_reached" | "expired" | "more_than_pool" | "one_per_person" | "other_currency" | "person_unknown" | "pool_closed" | "pool_empty" | "unknown_pool" | "version_gone";
        /** @description What a voucher that counts does. */
        VoucherSaid: {
            /** @enum {string} */
            code: "off";
            cost: components["schemas"]["Amount"];
        } | {
            /** @enum {string} */
            code: "rolled_back";
            cost: components["schemas"]["Amount"];
            order: string;
        } | {
            /** @enum {string} */
            code: "rolled_back_unnamed";
            cost: components["schemas"]["Amount"];
        };
        /** @description A voucher: where it stands, what it is worth, and who used it. */
        VoucherView: {
            /** @description Which activity pays. */
            activity: string;
            /**
             * @description The code as printed.
             * @example SHOE-7K3M-9QXA
             */
            code: string;
            /** @description To whom it was given. */
            customer?: string | null;
            /**
             * Format: date-time
             * @description When it was given out.
             */
            issued: string;
            /** @description The till's number of the sale; absent while it was not used. */
            order?: string | null;
            /** @description The id of the pool whose rules it stands under. */
            pool: string;
            /**
             * Format: date-time
             * @description The till's moment of the redemption; absent while it was not used.
             */
            redeemed?: string | null;
            /** @description What the till calls the redemption. */
            redemption?: string | null;
            /** @description By which message it was given. */
            send_key?: string | null;
            /** @description `issued`, `redeemed`, `rolled_back`, `expired`, `void`. */
            state: string;
            /**
             * Format: date-time
             * @description Until when it may be used.
             */
            valid_until?: string | null;
            /** @description What it is worth at most. */
            value: components["schemas"]["Amount"];
        };
        /** @description What a person in a journey is waiting for. */
        WaitingSaid: {
            /** @enum {string} */
            code: "until";
            until: components["schemas"]["Moment"];
        } | {
            /** @enum {string} */
            code: "event";
            until: components["schemas"]["Moment"];
        } | {
            /** @enum {string} */
            code: "gate";
        } | {
            /** @enum {string} */
            code: "voucher";
        };
        /** @description Something in a message that could not be read, or will not count. */
        Warning: {
            /**
             * Format: int64
             * @description Which message of a batch, from 0.
             */
            at: number;
            /** @description What is wrong with it, as a stable code. */
            code: components["schemas"]["WarningReason"];
            /** @description The same for people, and what to send instead. */
            detail: string;
            /**
             * @description The field as it was sent, dotted.
             * @example email
             */
            field: string;
        };
        /**
         * @description Why something in a message could not be read, or will not count.
         * @enum {string}
         */
        WarningReason: "address_unreadable" | "amount_elsewhere" | "amount_too_large" | "another_brand" | "another_customer" | "beside_products" | "card_unreadable" | "country_unreadable" | "crowded" | "id_unreadable" | "in_future" | "margin_above_revenue" | "negative_amount" | "no_amount" | "no_consent_recorded" | "no_moment" | "no_order_id" | "other_currency" | "other_price" | "phone_unreadable" | "phone_without_country" | "placeholder" | "too_many_lines" | "too_many_returns" | "trusted_order" | "unknown_order" | "unknown_product" | "unreadable_amount" | "unreadable_currency" | "unreadable_id" | "unreadable_products" | "unreadable_quantity" | "zone_unreadable";
        /** @description How often a way out of a step was taken. */
        WayCount: {
            /**
             * Format: int64
             * @description How often.
             */
            count: number;
            /**
             * @description Which way: see the edges of the graph.
             * @example choice_1
             */
            way: string;
        };
        /** @description What a node or an edge of a journey's graph says. An empty event is any event. */
        WaySaid: {
            /** @enum {string} */
            code: "when";
            event: string;
        } | {
            /** @enum {string} */
            code: "sequence";
            event: string;
            first: string;
            within: components["schemas"]["Seconds"];
        } | {
            /** @enum {string} */
            code: "absence";
            event: string;
            within: components["schemas"]["Seconds"];
            without: components["schemas"]["All_String"];
        } | {
            /** @enum {string} */
            code: "count";
            event: string;
            /** Format: int32 */
            times: number;
            within: components["schemas"]["Seconds"];
        } | {
            /** @enum {string} */
            code: "aggregate";
            event: string;
            within: components["schemas"]["Seconds"];
        } | {
            /** @enum {string} */
            code: "wait_for";
            span: components["schemas"]["Seconds"];
        } | {
            /** @enum {string} */
            code: "wait_until";
            time: string;
        } | {
            /** @enum {string} */
            code: "wait_event";
        } | {
            /** @enum {string} */
            code: "hold_out";
            /** Format: double */
            percent: number;
        } | {
            /** @enum {string} */
            code: "voucher";
            pool: string;
            span: components["schemas"]["Seconds"];
        } | {
            /** @enum {string} */
            code: "finished";
        } | {
            /** @enum {string} */
            code: "goal";
            event: string;
        } | {
            /** @enum {string} */
            code: "exit_at";
            event: string;
        } | {
            /** @enum {string} */
            code: "exit_if";
            condition: string;
        } | {
            /** @enum {string} */
            code: "not_sent";
        } | {
            /** @enum {string} */
            code: "after";
            span: components["schemas"]["Seconds"];
        } | {
            /** @enum {string} */
            code: "if";
            condition: string;
        } | {
            /** @enum {string} */
            code: "otherwise";
        } | {
            /** Format: int32 */
            all: number;
            /** @enum {string} */
            code: "arm";
            name: string;
            /** Format: int32 */
            weight: number;
        } | {
            /** @enum {string} */
            code: "held_out";
        } | {
            /** @enum {string} */
            code: "no_voucher";
        };
        /** @description Who is meant: exactly one of the fields. */
        Who: {
            /** @description A visitor who is not known yet. */
            anonymous_id?: string | null;
            /** @description The customer's id here. */
            customer?: string | null;
            /** @description An e-mail address. */
            email?: string | null;
            /** @description A loyalty card number. */
            loyalty_card?: string | null;
            /** @description A phone number, best in E.164 form. */
            phone?: string | null;
            /** @description The company's own id. */
            user_id?: string | null;
        };
        /** @description The answer to "why did I (not) get this?". */
        Why: {
            /** @description The answer in plain sentences. */
            answer: string[];
            /** @description The person who is asked about. */
            customer: string;
            /** @description Everything recorded about this customer and this journey, oldest first. */
            entries: components["schemas"]["TimelineEntry"][];
            /** @description About which journey. */
            journey: string;
            /** @description What people call the journey. */
            name: string;
            /** @description What the gate would decide about the journey's messages at this moment. */
            now: components["schemas"]["WhyNow"][];
            /** @description The same sentences as codes with their values. */
            said: components["schemas"]["WhySaid"][];
        };
        /** @description What the gate would decide about one message step now. */
        WhyNow: {
            /** @description The way by which it would travel. */
            channel: string;
            /** @description All checks, in order. */
            checks: components["schemas"]["CheckView"][];
            /** @description The step that would send it. */
            step: string;
            /** @description What it would say. */
            verdict: components["schemas"]["VerdictCode"];
        };
        /** @description The answer to "why did I (not) get this?", sentence by sentence. */
        WhySaid: {
            /** @enum {string} */
            code: "not_live";
        } | {
            /** @enum {string} */
            code: "paused";
        } | {
            /** @enum {string} */
            code: "stopped";
        } | {
            /** @enum {string} */
            code: "held_out";
        } | {
            /** @enum {string} */
            code: "inside";
            step: string;
        } | {
            /** @enum {string} */
            code: "never";
        } | {
            /** @enum {string} */
            code: "watches";
            since: components["schemas"]["Moment"];
        } | {
            /** @enum {string} */
            code: "looked_back";
            /** Format: int32 */
            events: number;
        } | {
            /** @enum {string} */
            code: "entered";
            /** Format: int32 */
            version: number;
        } | {
            /** @enum {string} */
            code: "not_entered";
            refusal: components["schemas"]["RefusalCode"];
        } | {
            at: components["schemas"]["Moment"];
            /** @enum {string} */
            code: "stale";
        } | {
            /** @enum {string} */
            code: "allowed";
            moment: components["schemas"]["MomentCode"];
            step: string;
        } | {
            /** @enum {string} */
            code: "deferred";
            moment: components["schemas"]["MomentCode"];
            refusals: components["schemas"]["All_RefusalCode"];
            step: string;
        } | {
            /** @enum {string} */
            code: "deferred_until";
            moment: components["schemas"]["MomentCode"];
            refusals: components["schemas"]["All_RefusalCode"];
            step: string;
            until: components["schemas"]["Moment"];
        } | {
            /** @enum {string} */
            code: "refused";
            moment: components["schemas"]["MomentCode"];
            refusals: components["schemas"]["All_RefusalCode"];
            step: string;
        } | {
            /** @enum {string} */
            code: "dropped";
            refusal: components["schemas"]["RefusalCode"];
            step: string;
        } | {
            /** @enum {string} */
            code: "overtaken";
            step: string;
            until: components["schemas"]["Moment"];
        } | {
            /** @enum {string} */
            code: "taken_down";
            refusal: components["schemas"]["RefusalCode"];
            step: string;
        } | {
            channel: string;
            /** @enum {string} */
            code: "delivery";
            state: components["schemas"]["DeliveryCode"];
            step: string;
        } | {
            channel: string;
            /** @enum {string} */
            code: "delivery_because";
            refusal: components["schemas"]["RefusalCode"];
            state: components["schemas"]["DeliveryCode"];
            step: string;
        } | {
            answer: string;
            channel: string;
            /** @enum {string} */
            code: "delivery_answer";
            state: components["schemas"]["DeliveryCode"];
            step: string;
        } | {
            /** @enum {string} */
            code: "exited";
            exit: components["schemas"]["ExitCode"];
            step: string;
        } | {
            /** @enum {string} */
            code: "exited_for";
            reason: string;
            step: string;
        } | {
            /** @enum {string} */
            code: "goal";
        };
        /** @description A request that is taken back. */
        WithdrawInput: {
            /** @description What those are told who were asked. */
            reason: string;
        };
        /** @description A text as it was shown, kept for ever. */
        Wording: {
            /** @description Which text. */
            id: string;
            /** @description As a tag, such as `de`. */
            language: string;
            /** @description In full. */
            text: string;
            /**
             * Format: int32
             * @description Counts up when the text changes.
             */
            version: number;
        };
        /** @description The text the person agreed to. */
        WordingInput: {
            /**
             * @description In which language it was shown.
             * @example de
             */
            language: string;
            /** @description The text itself, if it is not the brand's. */
            text?: string | null;
            /**
             * Format: int32
             * @description Its version in the brand's settings of the purpose.
             */
            version: number;
        };
        /** @description How somebody works, in place of what they said before. */
        WorkingInput: {
            away?: components["schemas"]["AwayPeriod"] | null;
            /** @description Whose public holidays they have; absent: no one's. */
            region?: string | null;
        };
        /** @description How somebody works: what dues, reminders and substitutes go by. */
        WorkingView: {
            away?: components["schemas"]["AwayPeriod"] | null;
            /** @description Who could stand in; nobody is named to people of other companies. */
            colleagues: components["schemas"]["PersonNamed"][];
            /**
             * @description Whose public holidays they have; empty: no one's.
             * @example DE-BY
             */
            region: string;
            /** @description Whom they report to. */
            superior?: string | null;
        };
        /** @description What a voucher is worth. */
        Worth: components["schemas"]["Amount"] | {
            /**
             * Format: int32
             * @description In per cent.
             */
            percent: number;
        } | string;
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ready */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description Not ready */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    scim_groups: {
        parameters: {
            query?: {
                /** @description Which attributes to tell. All are told. */
                attributes?: string;
                /** @description How many resources at most. */
                count?: number;
                /** @description Which attributes to leave out: `members` of groups can be. */
                excludedAttributes?: string;
                /** @description A filter, such as `userName eq "ada@example.com"`. */
                filter?: string;
                /** @description The first resource of the page; the first of all is 1. */
                startIndex?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/scim+json": components["schemas"]["ScimGroups"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/scim+json": components["schemas"]["ScimError"];
                };
            };
        };
    };
    create_scim_group: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/scim+json": components["schemas"]["ScimGroupInput"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/scim+json": components["schemas"]["ScimGroup"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/scim+json": components["schemas"]["ScimError"];
                };
            };
        };
    };
    scim_group: {
        parameters: {
            query?: {
                /** @description Which attributes to tell. All are told. */
                attributes?: string;
                /** @description Which attributes to leave out: `members` of groups can be. */
                excludedAttributes?: string;
            };
            header?: never;
            path: {
                /** @description The team's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/scim+json": components["schemas"]["ScimGroup"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/scim+json": components["schemas"]["ScimError"];
                };
            };
        };
    };
    replace_scim_group: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The team's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/scim+json": components["schemas"]["ScimGroupInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/scim+json": components["schemas"]["ScimGroup"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/scim+json": components["schemas"]["ScimError"];
                };
            };
        };
    };
    remove_scim_group: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The team's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/scim+json": components["schemas"]["ScimError"];
                };
            };
        };
    };
    change_scim_group: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The team's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/scim+json": components["schemas"]["ScimPatch"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/scim+json": components["schemas"]["ScimGroup"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/scim+json": components["schemas"]["ScimError"];
                };
            };
        };
    };
    scim_config: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/scim+json": components["schemas"]["ScimConfig"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/scim+json": components["schemas"]["ScimError"];
                };
            };
        };
    };
    scim_users: {
        parameters: {
            query?: {
                /** @description Which attributes to tell. All are told. */
                attributes?: string;
                /** @description How many resources at most. */
                count?: number;
                /** @description Which attributes to leave out: `members` of groups can be. */
                excludedAttributes?: string;
                /** @description A filter, such as `userName eq "ada@example.com"`. */
                filter?: string;
                /** @description The first resource of the page; the first of all is 1. */
                startIndex?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/scim+json": components["schemas"]["ScimUsers"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/scim+json": components["schemas"]["ScimError"];
                };
            };
        };
    };
    create_scim_user: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/scim+json": components["schemas"]["ScimUserInput"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/scim+json": components["schemas"]["ScimUser"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/scim+json": components["schemas"]["ScimError"];
                };
            };
        };
    };
    scim_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/scim+json": components["schemas"]["ScimUser"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/scim+json": components["schemas"]["ScimError"];
                };
            };
        };
    };
    replace_scim_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/scim+json": components["schemas"]["ScimUserInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/scim+json": components["schemas"]["ScimUser"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/scim+json": components["schemas"]["ScimError"];
                };
            };
        };
    };
    remove_scim_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/scim+json": components["schemas"]["ScimError"];
                };
            };
        };
    };
    change_scim_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/scim+json": components["schemas"]["ScimPatch"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/scim+json": components["schemas"]["ScimUser"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/scim+json": components["schemas"]["ScimError"];
                };
            };
        };
    };
    alias_short: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Message"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alias: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Message"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    answer_by_link: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApprovalLinkAnswer"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    look_by_link: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApprovalLinkInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approval_templates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateView"][];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_approval_template: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The template's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TemplateInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    drop_approval_template: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The template's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approvals: {
        parameters: {
            query?: {
                /** @description Under way, or ended. */
                show?: "in_flight" | "ended";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalSummary"][];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approval: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The approval's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The approval's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApproveInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delegate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The approval's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DelegateInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The approval's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RejectInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remind: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The approval's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    withdraw_approval: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The approval's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WithdrawInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    batch_short: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Batch"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    backtest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The back-test's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backtest"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_backtest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The back-test's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backtest"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    backup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackupView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    take_backup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BackupInput"];
            };
        };
        responses: {
            /** @description Begun */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackupView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    batch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Batch"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    branches: {
        parameters: {
            query?: {
                /** @description With those that are closed. */
                closed?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BranchView"][];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_branch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BranchInput"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BranchView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    close_branch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The branch's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BranchView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    branch_link: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The branch's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BranchLink"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    branch_live: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The branch's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream that does not end. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["PromptBoard"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    prompts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The branch's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromptBoard"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    answer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The branch's id. */
                id: string;
                /** @description Which prompt (percent-encoded). */
                send_key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnswerInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromptBoard"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reopen_branch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The branch's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BranchView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    brands: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BrandSummary"][];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    brand: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The brand's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BrandView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_brand: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of what was read: if it is another one by now, nothing changes. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The brand's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BrandInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BrandView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    channels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channels"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_channel: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of what was read: if it is another one by now, nothing changes. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The kind of channel. */
                kind: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChannelSettingsInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelSettings"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    try_channel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The kind of channel. */
                kind: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    declare: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConsentInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsentAnswer"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    customers: {
        parameters: {
            query?: {
                /**
                 * @description An identifier: `email:ada@example.com`, `user_id:4711`, `loyalty_card:990001`, or only the value, which is then
                 *     tried as each kind. Absent: those seen last.
                 */
                identifier?: string;
                /** @description How many at most, 1 to 100. */
                limit?: number;
                /**
                 * @description What stands on a screen: an identifier, or parts of a name, an address, a number or a card, in any case and with or without
                 *     accents. Every word must be found. Not together with `identifier`.
                 */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerSummary"][];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    customer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The customer's id: 32 hexadecimal digits. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decide_claim: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The customer's id: 32 hexadecimal digits. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClaimInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    customer_consents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The customer's id: 32 hexadecimal digits. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Consents"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    erase: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The customer's id: 32 hexadecimal digits. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EraseInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erasure"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_customer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The customer's id: 32 hexadecimal digits. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerExport"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    links: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The customer's id: 32 hexadecimal digits. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerLinks"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    merges: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The customer's id: 32 hexadecimal digits. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MergeView"][];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    part: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The customer's id: 32 hexadecimal digits. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PartInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    timeline: {
        parameters: {
            query?: {
                /** @description `next` of the part before; absent for the first. */
                cursor?: string;
                /** @description How many items at most, 1 to 500. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The customer's id: 32 hexadecimal digits. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_TimelineEntry"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    why: {
        parameters: {
            query: {
                /** @description The journey's id. */
                journey: string;
            };
            header?: never;
            path: {
                /** @description The customer's id: 32 hexadecimal digits. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Why"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decide: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecideInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecideAnswer"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deliveries: {
        parameters: {
            query?: {
                /** @description Only paid by this activity. */
                activity?: string;
                /** @description Only on this channel. */
                channel?: string;
                /** @description `next` of the part before; absent for the first. */
                cursor?: string;
                /** @description Only what has stood there since this moment or later. */
                from?: string;
                /** @description Only this journey's. */
                journey?: string;
                /** @description How many items at most, 1 to 500. */
                limit?: number;
                /** @description Only for this reason: one of our codes or a counterpart's answer, as `refusals` of a journey's figures name it. */
                reason?: string;
                /** @description What comes first. */
                sort?: components["schemas"]["Sort"];
                /**
                 * @description Only in these states, parted by commas: `planned`, `deferred`, `claimed`, `accepted` (also what is shown no longer),
                 *     `taken_down`, `refused`, `expired`, `suppressed`, `unknown`. `not_sent` is `refused,expired,suppressed`, `under_way` is `planned,claimed`.
                 */
                state?: string;
                /** @description Only of this step. */
                step?: string;
                /** @description Only what has stood there since before this moment. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DeliverySummary"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which message (percent-encoded). */
                send_key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mail_copy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which message (percent-encoded). */
                send_key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resolve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which message (percent-encoded). */
                send_key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResolveInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    upload_file: {
        parameters: {
            query: {
                /** @description What it holds. */
                kind: "orders" | "returns" | "customers" | "events" | "actuals";
                /** @description The file's name: files whose names differ in a date alone are one series. */
                name: string;
                /** @description As whose word its rows count: a source's id. Not for actuals. */
                source?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": number[];
                "application/vnd.apache.parquet": number[];
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                "application/x-ndjson": string;
                "text/csv": string;
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The file's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    drop_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The file's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    import_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The file's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FileMapping"];
            };
        };
        responses: {
            /** @description Begun */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    look_at_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The file's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FileForm"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refused_rows: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The file's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    try_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The file's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FileMapping"];
            };
        };
        responses: {
            /** @description Begun */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    group_short: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Message"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    group: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Message"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    hold: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HoldView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    release_hold: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HoldRelease"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HoldView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    identify_short: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Message"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    identify: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Message"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    import: {
        parameters: {
            query?: {
                /** @description Only check whether they would be accepted: nothing is stored. */
                dry_run?: boolean;
                /**
                 * @description Whether messages without `timestamp` happen now. Otherwise they are refused (`no_moment`), except `identify`, `group` and
                 *     `alias`.
                 */
                now?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Batch"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    inbound: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The kind of channel it comes back on, such as `email`. */
                kind: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
                "message/rfc822": string;
                "text/plain": string;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Inbound"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    journeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JourneySummary"][];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    journey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The journey's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JourneyView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    backtests: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The journey's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backtest"][];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_backtest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The journey's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BacktestInput"];
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backtest"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    counts: {
        parameters: {
            query?: {
                /** @description The version. Default: all versions together. */
                version?: number;
            };
            header?: never;
            path: {
                /** @description The journey's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JourneyCounts"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    draft: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of what was read: if it is another one by now, nothing changes. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The journey's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DocumentInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DraftAnswer"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    drop_draft: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of what was read: if it is another one by now, nothing changes. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The journey's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pause: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The journey's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JourneySummary"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    publish: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of what was read: if it is another one by now, nothing changes. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The journey's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PublishInput"];
            };
        };
        responses: {
            /** @description It is live */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionSummary"];
                };
            };
            /** @description Somebody has to release it first; their answer publishes exactly this version */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalSummary"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    publish_outlook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The journey's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PublishInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublishOutlook"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The journey's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JourneySummary"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    people_at_step: {
        parameters: {
            query?: {
                /** @description `next` of the part before; absent for the first. */
                cursor?: string;
                /** @description Only who came at this moment or later. */
                from?: string;
                /** @description How many items at most, 1 to 500. */
                limit?: number;
                /** @description What comes first. */
                sort?: components["schemas"]["Sort"];
                /** @description Only who came before this moment. */
                to?: string;
                /** @description Those who wait there now, or everybody who came by. */
                who?: components["schemas"]["AtStep"];
            };
            header?: never;
            path: {
                /** @description The journey's id. */
                id: string;
                /** @description The step's id. */
                step: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_PersonAtStep"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stop: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The journey's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JourneySummary"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    version: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The journey's id. */
                id: string;
                /** @description The version's number. */
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    check: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DocumentInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckAnswer"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    preview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreviewAnswer"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    journey_schema: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    limits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitView"][];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_limit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LimitInput"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_limit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The limit's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    own_limits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitView"][];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    live: {
        parameters: {
            query?: {
                /** @description Only this customer's. */
                customer?: string;
                /** @description Only this journey's. */
                journey?: string;
                /** @description Begin with this many past entries, oldest first. They are kept in memory since the server started. */
                recent?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream that does not end. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["LiveEntry"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailSettings"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_mail: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of what was read: if it is another one by now, nothing changes. */
                "If-Match"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MailInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailSettings"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    make_dkim_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailSettings"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_dkim_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The key's selector. */
                selector: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailSettings"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    try_mail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    my_day: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyDayView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    obligations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ObligationView"][];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    orders: {
        parameters: {
            query?: {
                /** @description Only what this activity was ever credited with. */
                activity?: string;
                /** @description Only this brand's. */
                brand?: string;
                /** @description `next` of the part before; absent for the first. */
                cursor?: string;
                /** @description Only this customer's, by the id of today or one from before a merge. */
                customer?: string;
                /** @description Only those of this moment or later. */
                from?: string;
                /** @description How many items at most, 1 to 500. */
                limit?: number;
                /** @description How the order's number begins, as it is written there. */
                q?: string;
                /** @description Only those of which this much is left: `kept`, `partly_returned`, `returned`, `cancelled`. */
                state?: string;
                /** @description Only those before this moment. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_OrderSummary"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    order: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    overview: {
        parameters: {
            query?: {
                /** @description The moment. Default: now. The tree is shown as it was then. */
                as_of?: string;
                /** @description How many days, 2 to 90. */
                days?: number;
                /** @description Only this plan, such as `plan:2026`; all if absent. */
                plan?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    page_short: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Message"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    page: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Message"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    request_link: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordLinkRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    look_at_link: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordLinkInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordLinkView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    use_link: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordByLink"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    people: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Person"][];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_person: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonInput"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonCreated"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_person: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    give_email: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonEmail"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonLink"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    erase_person: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    person_link: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonLink"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reopen_person: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    give_role: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleInput"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Person"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    withdraw_role: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which of the roles they hold. */
                grant: string;
                /** @description The person's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Person"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_person_factor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_superior: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SuperiorInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkingView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    plan: {
        parameters: {
            query?: {
                /** @description With what is archived. Its figures are in the sums either way. */
                archived?: boolean;
                /** @description The moment. Default: now. The tree is shown as it was then. */
                as_of?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    actuals: {
        parameters: {
            query?: {
                /** @description The column with the activity's id. */
                activity?: string;
                /** @description The column with the amount: `1234.56`, `1.234,56 €`, `(12.50)`, `12,50-`. */
                amount?: string;
                /**
                 * @description The accounts of costs, such as `4600-4999,6300`, where a file books between two accounts: one that costs are booked on, and
                 *     one they are paid from.
                 */
                costs?: string;
                /** @description The column with the currency. Default: the plan's currency. */
                currency?: string;
                /** @description The column with the invoice's date (such as `2026-03-31` or `31.03.2026`), on which the line counts; now if there is none. */
                date?: string;
                /** @description What comes first in dates such as 03/04/2026; found out if absent. */
                dates?: "day_first" | "month_first";
                /** @description What stands before decimals: `point` (`1,234.56`) or `comma` (`1.234,56`); found out if absent. */
                decimal?: "point" | "comma";
                /** @description What stands between columns (`\t` for a tab); found out if absent. */
                delimiter?: string;
                /** @description Only say what would be done: nothing is booked. */
                dry_run?: boolean;
                /** @description How letters are made of bytes; found out if absent. */
                encoding?: "utf-8" | "windows-1252" | "utf-16le" | "utf-16be";
                /** @description In which line the names of the columns stand; found out if absent. */
                heading?: number;
                /** @description The column with the invoice's number. */
                invoice?: string;
                /** @description The column with the line within the invoice; without one, lines are told apart by what they say. */
                line?: string;
                /** @description Cells may hold line breaks, also where their lines look like rows of the file. */
                line_breaks?: boolean;
                /** @description The id of the activity that pays where the file names none. */
                payer?: string;
                /**
                 * @description The column that says which rows are taken back, such as `Storno`; they are refused by name. An empty name here, as for every
                 *     column that may be missing, says that no column does.
                 */
                reversal?: string;
                /** @description Which sheet of a workbook; the first that is not hidden if absent. */
                sheet?: string;
                /** @description The column that says debit (`S`, `Soll`, `D`: spent) or credit (`H`, `Haben`, `C`: comes back); without one the amount's sign says it. */
                side?: string;
                /** @description The column with the purpose of the payment. */
                text?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                "text/csv": string;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActualsAnswer"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changes: {
        parameters: {
            query?: {
                /** @description The moment. Default: one day ago. */
                since?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changes"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_node: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NodeInput"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanNode"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    node: {
        parameters: {
            query?: {
                /** @description The moment; now if absent. */
                as_of?: string;
                /** @description How many days, 2 to 90. */
                days?: number;
            };
            header?: never;
            path: {
                /** @description The node's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanNodeView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_node: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of what was read: if it is another one by now, nothing changes. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The node's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NodePatch"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanNodeView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    archive_node: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of what was read: if it is another one by now, nothing changes. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The node's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanNodeView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    node_changes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The node's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeChange"][];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    close_node: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of what was read: if it is another one by now, nothing changes. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The node's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanNodeView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    close_books: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of what was read: if it is another one by now, nothing changes. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The plan's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CloseBooksInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanNodeView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    effect: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The node's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Effect"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    move_node: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of what was read: if it is another one by now, nothing changes. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The node's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MoveInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanNodeView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    records: {
        parameters: {
            query?: {
                /** @description `next` of the part before; absent for the first. */
                cursor?: string;
                /** @description The kind of money. Default: all kinds. */
                kind?: components["schemas"]["MoneyKind"];
                /** @description How many items at most, 1 to 500. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The node's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_LedgerRecord"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reopen_node: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of what was read: if it is another one by now, nothing changes. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The node's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanNodeView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    restore_node: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of what was read: if it is another one by now, nothing changes. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The node's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanNodeView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    transfer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TransferInput"];
            };
        };
        responses: {
            /** @description It is booked */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerRecord"][];
                };
            };
            /** @description Somebody has to release it first; their answer books it */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalSummary"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unbooked: {
        parameters: {
            query?: {
                /** @description Those that someone decided to leave unbooked, instead of those that wait. */
                dismissed?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unbooked"][];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dismiss_unbooked: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnbookedDismissInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unbooked"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retry_unbooked: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnbookedRetryInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnbookedRetried"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    printers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrinterView"][];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_printer: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of what was read: if it is another one by now, nothing changes. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The printer's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Printer"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrinterView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_printer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The printer's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    try_printer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The printer's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    profile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_profile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfileChange"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    passkeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyView"][];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_passkey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasskeyMade"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_passkey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which passkey. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    begin_passkey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordOnceMore"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyBegun"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    begin_factor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordOnceMore"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FactorBegun"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirm_factor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FactorCode"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_factor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordOnceMore"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    working: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkingView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_working: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkingInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkingView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    client_settings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The source's write key. */
                write_key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientSettings"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    roles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleView"][];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    screen_short: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Message"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    screen: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Message"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    who_am_i: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    passkey_sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasskeySignIn"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    begin_passkey_sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyBegun"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"][];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which session. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_aside: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetAsideView"][];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retry_set_aside: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetAsideRetryInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetAsideRetried"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_up: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetupInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sources: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceView"][];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_source: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SourceInput"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceKey"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_source: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of what was read: if it is another one by now, nothing changes. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The source's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SourceChange"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    new_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The source's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceKey"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stores: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AtRestView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    check_stores: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Begun */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AtRestView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    suppress: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SuppressionInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuppressionAnswer"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    track_short: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Message"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    teams: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamView"][];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_team: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TeamInput"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_team: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The team's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TeamInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_team: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The team's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    give_team_role: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The team's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleInput"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    withdraw_team_role: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which of the roles it holds. */
                grant: string;
                /** @description The team's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"][];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenInput"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenCreated"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which token. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    trace: {
        parameters: {
            query?: {
                /** @description What was done: `made`, `changed`, ... */
                act?: string;
                /** @description The `next` of the page before. */
                cursor?: string;
                /** @description Not before this moment. */
                from?: string;
                /** @description How many lines at most; 50 if left out. */
                limit?: number;
                /** @description What it was done to, as `kind:id`: `node:activity:shoes`. */
                object?: string;
                /** @description Who did it: an account. */
                person?: string;
                /** @description Before this moment. */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_TraceLine"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_trace: {
        parameters: {
            query?: {
                /** @description What was done. */
                act?: string;
                /** @description `csv` or `ndjson`; `csv` if left out. */
                form?: "csv" | "ndjson";
                /** @description Not before this moment. */
                from?: string;
                /** @description What it was done to, as `kind:id`. */
                object?: string;
                /** @description Who did it: an account. */
                person?: string;
                /** @description Before this moment. */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    story: {
        parameters: {
            query: {
                /** @description The object, as `kind:id`: `journey:spring`. */
                object: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Episode"][];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    track: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Message"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    voucher: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The code. */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VoucherView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pools: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PoolView"][];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_pool: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PoolInput"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PoolView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    close_pool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The pool's id. */
                pool: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PoolView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    import_codes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The pool's id. */
                pool: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CodesInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CodesAnswer"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    hand_out: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The pool's id; one of imported codes. */
                pool: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HandedInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CodesAnswer"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reopen_pool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The pool's id. */
                pool: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PoolView"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    redeem: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body get the same answer for 24 hours and are done once. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RedeemInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VoucherAnswer"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rollback: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body get the same answer for 24 hours and are done once. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RollbackInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VoucherAnswer"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    validate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RedeemInput"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VoucherAnswer"];
                };
            };
            /** @description A problem; `code` says which. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
