"""办理事务的承办关系，写明那一张要办的行为。"""
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0007_serving'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='assignment',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='assignment',
            name='update_update',
        ),
        migrations.AddField(
            model_name='assignment',
            name='act',
            field=models.CharField(db_default='', default='', max_length=40, verbose_name='要办的行为'),
        ),
        migrations.AddField(
            model_name='assignmentevent',
            name='act',
            field=models.CharField(db_default='', default='', max_length=40, verbose_name='要办的行为'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_assignmentevent" ("act", "case_id", "id", "matter", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "since", "team_id", "until", "user_id") VALUES (NEW."act", NEW."case_id", NEW."id", NEW."matter", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."since", NEW."team_id", NEW."until", NEW."user_id"); RETURN NULL;', hash='47e6bec3ce682a12922c1cf4c8e2ed7e90bc29ee', operation='INSERT', pgid='pgtrigger_insert_insert_7bb6a', table='cases_assignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_assignmentevent" ("act", "case_id", "id", "matter", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "since", "team_id", "until", "user_id") VALUES (NEW."act", NEW."case_id", NEW."id", NEW."matter", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."since", NEW."team_id", NEW."until", NEW."user_id"); RETURN NULL;', hash='75d16d31cffc1f492b3b466560aa5b7e132e5a1f', operation='UPDATE', pgid='pgtrigger_update_update_0e4d0', table='cases_assignment', when='AFTER')),
        ),
    ]
