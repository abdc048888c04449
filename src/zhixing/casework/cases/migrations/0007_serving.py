"""承办关系加一种：正办本案一张事务单的人。"""
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

ROLES = [('handler', '承办人'), ('assistant', '协办人'), ('clerk', '书记员'), ('team', '团队'), ('acting', '代办'), ('serving', '办理事务')]


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0006_acting'),
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
            name='matter',
            field=models.CharField(db_default='', default='', max_length=40, verbose_name='事务单'),
        ),
        migrations.AddField(
            model_name='assignmentevent',
            name='matter',
            field=models.CharField(db_default='', default='', max_length=40, verbose_name='事务单'),
        ),
        migrations.AlterField(
            model_name='assignment',
            name='role',
            field=models.CharField(choices=ROLES, max_length=12),
        ),
        migrations.AlterField(
            model_name='assignmentevent',
            name='role',
            field=models.CharField(choices=ROLES, max_length=12),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_assignmentevent" ("case_id", "id", "matter", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "since", "team_id", "until", "user_id") VALUES (NEW."case_id", NEW."id", NEW."matter", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."since", NEW."team_id", NEW."until", NEW."user_id"); RETURN NULL;', hash='c7ca83d68785eca39cef33ade87235f35ed420fe', operation='INSERT', pgid='pgtrigger_insert_insert_7bb6a', table='cases_assignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_assignmentevent" ("case_id", "id", "matter", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "since", "team_id", "until", "user_id") VALUES (NEW."case_id", NEW."id", NEW."matter", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."since", NEW."team_id", NEW."until", NEW."user_id"); RETURN NULL;', hash='9f18fcd6c6b64e4604873748fff1696ff0cfaa7e', operation='UPDATE', pgid='pgtrigger_update_update_0e4d0', table='cases_assignment', when='AFTER')),
        ),
    ]
